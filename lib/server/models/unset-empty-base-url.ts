import 'server-only';

// @ai-sdk/openai reads OPENAI_BASE_URL as soon as it is loaded and throws when it is empty, which to us means unset.
// Import this before it.
if (process.env.OPENAI_BASE_URL?.trim() === '') delete process.env.OPENAI_BASE_URL;
