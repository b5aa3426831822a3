import 'server-only';

// @ai-sdk/openai reads OPENAI_BASE_URL when it is loaded, and throws when the variable is empty. Here empty means unset, so this
// module must be imported first.
if (process.env.OPENAI_BASE_URL?.trim() === '') delete process.env.OPENAI_BASE_URL;
