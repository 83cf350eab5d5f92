import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, resolveValue, sampleArn } from './resolve-template.ts';
import type { Synthesised } from './synthesise.ts';

export interface IamCall {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

const LEFT_TO_ROLES = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};

/** What IAM would say to calls of the role whose logical id contains `rolePart`. */
export class SimulatedRole {
  readonly #template: Synthesised;
  readonly #roleId: string;

  constructor(template: Synthesised, rolePart: string) {
    this.#template = template;
    const ids = template.ofType('AWS::IAM::Role').flatMap(([id]) => (id.includes(rolePart) ? [id] : []));
    const [id] = ids;
    if (id === undefined || ids.length > 1) throw new Error(`${ids.length} roles are called ${rolePart}`);
    this.#roleId = id;
  }

  /** `Allowed`, `ImplicitlyDenied` or `ExplicitlyDenied`. Throws when the question itself makes no sense to IAM. */
  async decide({ action, resource, context = {} }: IamCall): Promise<string> {
    const answer = await runSimulation(
      {
        request: {
          principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${this.#roleId}/session`,
          action,
          resource: { resource, accountId: ACCOUNT },
          contextVariables: Object.fromEntries(
            Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
          ),
        },
        identityPolicies: this.#policies(),
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...this.#keyPolicy(resource),
      },
      {},
    );
    if (answer.resultType === 'error') throw new Error(`${action}: ${JSON.stringify(answer.errors)}`);
    return answer.overallResult;
  }

  #policies(): { name: string; policy: unknown }[] {
    const { resources } = this.#template;
    return this.#template
      .ofType('AWS::IAM::Policy')
      .filter(([, { Properties }]) => JSON.stringify(Properties['Roles']).includes(this.#roleId))
      .map(([name, { Properties }]) => ({ name, policy: resolveValue(Properties['PolicyDocument'], resources) }));
  }

  /** A key's policy decides beside the role's; that of a key of the account leaves it to the role's. */
  #keyPolicy(resource: string): { resourcePolicy?: unknown } {
    if (!resource.startsWith('arn:aws:kms:')) return {};
    const { resources } = this.#template;
    const key = this.#template.ofType('AWS::KMS::Key').find(([id, one]) => sampleArn(id, one) === resource);
    return { resourcePolicy: key ? resolveValue(key[1].Properties['KeyPolicy'], resources) : LEFT_TO_ROLES };
  }
}
