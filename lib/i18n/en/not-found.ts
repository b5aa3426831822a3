/** The page for unknown URLs. Kept apart because only the server renders it. */
export const englishNotFound = {
  title: 'Page not found',
  link: 'Start a new chat',
};
