/** Marks the branch of a switch that the types say cannot be taken. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
