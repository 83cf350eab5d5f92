import type { Role } from 'aws-cdk-lib/aws-iam';
import type { IDependable } from 'constructs';

/** Where subscription filters send log events. */
export interface Delivery {
  readonly destinationArn: string;
  /** The role that CloudWatch Logs writes a stream with; a function needs none. */
  readonly role?: Role;
  /** What must stand before the first filter is put, since CloudWatch Logs tries the destination at once. */
  readonly ready: readonly IDependable[];
}
