import { createRequire } from 'node:module';

/** The part of the linter that is used here; it has no entry of its own among the dependencies. */
interface Linter {
  readonly CelEngine: new () => {
    validateTemplate(template: object): { readonly diagnostics: readonly Finding[] };
  };
  readonly TemplateContent: new (content: string) => object;
}

interface Finding {
  readonly ruleId: string;
  readonly severity: string;
  readonly message: string;
  readonly entity?: { readonly logicalId?: string };
}

/** The linter that aws-cdk-lib brings along: cfn-lint's rules and the schemas of all resources, offline. */
const linterOf = (): { readonly linter: Linter; readonly engine: InstanceType<Linter['CelEngine']> } => {
  const here = createRequire(import.meta.url);
  const linter = createRequire(here.resolve('aws-cdk-lib'))('@aws/cloudformation-validate') as Linter;
  return { linter, engine: new linter.CelEngine() };
};

let loaded: ReturnType<typeof linterOf> | undefined;

/** Everything that CloudFormation, or the service behind a resource, would refuse; warnings and advice are left out. */
export const lintTemplate = (text: string): string[] => {
  loaded ??= linterOf();
  const { linter, engine } = loaded;
  return engine
    .validateTemplate(new linter.TemplateContent(text))
    .diagnostics.filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL')
    .map(({ ruleId, message, entity }) => `${ruleId} ${entity?.logicalId ?? ''}: ${message}`);
};
