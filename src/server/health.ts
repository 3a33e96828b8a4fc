import {
  type HealthCheckRequest,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from '../gen/grpc/health/v1/health.ts';
import { statusCodes } from './grpc-status.ts';
import type { Answer } from './services.ts';
import { WrongCall } from './status.ts';

export interface HealthHandlers {
  check(request: HealthCheckRequest): Answer<HealthCheckResponse>;
}

/**
 * gRPC's health check. SERVING says that the process takes calls, for a liveness or a readiness probe; that the rules
 * are broken is told to the caller of a hook, because a container that is killed for it would tell nobody.
 */
export function createHealthHandlers(services: readonly string[]): HealthHandlers {
  return {
    check({ service }) {
      if (service !== '' && !services.includes(service)) {
        throw new WrongCall(statusCodes.NOT_FOUND, 'no such service here');
      }
      // Not worth a line at the usual level: probes come every few seconds.
      return { reply: { status: ServingStatus.SERVING }, logLevel: 'debug' };
    },
  };
}
