/** Nothing: without this file, Next takes Runnel's own from the folder above, which handles every request of the server. */
export function register(): void {}
