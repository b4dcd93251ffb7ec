import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { type Observable, throwError } from 'rxjs';

/**
 * Lets the error of an event handler through to the transport as it is. Nest's own filter replaces it by `Internal server
 * error`, which is right towards a client; here nobody but the transport sees it, and it has to tell an unavailable store,
 * which time heals, from an event that is to be parked with its reason. For `@UseFilters` on the controllers of events,
 * or `useGlobalFilters` of the microservice.
 */
@Catch()
export class EventFailureFilter implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
