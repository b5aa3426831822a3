/** The list of the keyboard shortcuts. */
export const shortcuts = {
  title: 'Keyboard shortcuts',
  palette: 'Command palette',
  newChat: 'New chat',
  search: 'Search chats',
  sidebar: 'Toggle sidebar',
  settings: 'Settings',
  stop: 'Stop answering',
  composer: 'Focus the message box',
  shortcuts: 'Show this list',
  singleKeys: {
    label: 'Single-key shortcuts: J, K and ?',
    hint: 'Turn these off if speech input triggers them by accident.',
  },
  fixed: [
    { keys: 'J', label: 'Next message' },
    { keys: 'K', label: 'Previous message' },
    { keys: 'Enter', label: 'Send message' },
    { keys: 'Shift+Enter', label: 'New line' },
    { keys: '↑', label: 'Edit your last message (in an empty message box)' },
    { keys: 'Esc', label: 'Close dialog or cancel edit' },
    { keys: '/', label: 'Insert a prompt (in an empty message box)' },
    { keys: 'F2', label: 'Rename the focused chat in the sidebar' },
  ],
};
