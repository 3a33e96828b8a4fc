/**
 * Makes this process one of another user, when all its modules are loaded: the clone may lie in a folder that is closed
 * to others, so a process that starts as another user could not even read its program. Needs root.
 */
export function becomeUser(id: number): void {
  process.setgroups?.([]);
  process.setgid?.(id);
  process.setuid?.(id);
}
