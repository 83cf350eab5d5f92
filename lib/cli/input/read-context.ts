import type { FlowFields } from '../../core/parse/vpc-flow/flow-format.ts';
import type { InputSkips } from './input-skips.ts';

/** Account or Region that neither the input nor the command line says. */
export const UNKNOWN = 'unknown';

/** What a reader knows besides the text: what the command line said, and where it counts. */
export interface ReadContext {
  /** `--log-group`: whose lines these are, where the format does not say. */
  readonly logGroup: string | undefined;
  /** `--account` or `unknown`. */
  readonly account: string;
  /** `--region` or `unknown`. */
  readonly region: string;
  readonly salt: number;
  readonly skips: InputSkips;
  /** `--flow-format`: columns of flow logs without a header, where they are not the default ones. */
  readonly flowFields?: FlowFields;
  /** Place of the input among the inputs. */
  readonly file: number;
  /** Log stream as the folders of an export to S3 say it; the file's name otherwise. */
  readonly streamOfPath: string;
}
