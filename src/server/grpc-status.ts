/** gRPC's own numbers, those that we give. */
export const statusCodes = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
} as const;

export interface CallStatus {
  readonly code: number;
  /** What the client sees: one line, under 500 characters. */
  readonly details: string;
}
