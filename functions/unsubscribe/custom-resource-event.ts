import * as v from 'valibot';
import { parseSelection } from '../../lib/config/selection-text.ts';

const scope = v.object({
  FilterName: v.string(),
  /** For {@link parseSelection}. */
  Sources: v.pipe(
    v.string(),
    v.check((text) => parseSelection(text) !== undefined),
  ),
  Subscription: v.picklist(['log-groups', 'account']),
});

const common = {
  ResponseURL: v.pipe(v.string(), v.url()),
  StackId: v.string(),
  RequestId: v.string(),
  LogicalResourceId: v.string(),
  ResourceProperties: scope,
  /** Not of CloudFormation: how far earlier invocations for the same request came. */
  progress: v.optional(
    v.object({
      position: v.string(),
      removed: v.number(),
      denied: v.number(),
      deniedGroups: v.array(v.string()),
      runs: v.number(),
    }),
  ),
};

/**
 * What CloudFormation sends for a custom resource.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export const customResourceEvent = v.variant('RequestType', [
  v.object({ RequestType: v.literal('Create'), ...common }),
  v.object({
    RequestType: v.literal('Update'),
    ...common,
    PhysicalResourceId: v.string(),
    OldResourceProperties: scope,
  }),
  v.object({ RequestType: v.literal('Delete'), ...common, PhysicalResourceId: v.string() }),
]);

export type CustomResourceEvent = v.InferOutput<typeof customResourceEvent>;
