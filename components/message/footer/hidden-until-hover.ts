/** Classes for what a message shows only on hover and focus, while a menu of its own is open, and always on touch screens. */
export const HIDDEN_UNTIL_HOVER =
  'opacity-0 group-hover/message:opacity-100 group-focus-within/message:opacity-100 has-data-[state=open]:opacity-100 data-[state=open]:opacity-100 touch:opacity-100';
