import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { LogAnomalyDetector, type LogAnomalyDetectorProps } from '../../lib/infra/index.ts';

/** One resource of a synthesised template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

export interface Synthesised {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  /** The template as written, byte for byte. */
  readonly text: string;
  /** Rule and construct of each finding of cdk-nag. */
  readonly findings: readonly string[];
  ofType(type: string): [string, TemplateResource][];
}

const cdkJson: { context: Record<string, unknown> } = JSON.parse(readFileSync('cdk.json', 'utf8'));

type PropsIn = (stack: Stack) => LogAnomalyDetectorProps;

/**
 * Synthesises one detector in a stack called `Nightjar`, with the feature flags of the real app and without bundling.
 * `extend` may add to the stack what a test wants to be found.
 */
export const synthesise = (
  props: LogAnomalyDetectorProps | PropsIn,
  extend: (stack: Stack) => void = () => undefined,
): Synthesised => {
  const outdir = mkdtempSync(join(tmpdir(), 'nightjar-synth-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      context: {
        ...cdkJson.context,
        'aws:cdk:bundling-stacks': [],
        // Findings are read from the report; the app itself stops at them.
        '@aws-cdk/core:failSynthOnValidationErrors': false,
      },
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const stack = new Stack(app, 'Nightjar');
    new LogAnomalyDetector(stack, 'Detector', typeof props === 'function' ? props(stack) : props);
    extend(stack);
    app.synth();
    const text = readFileSync(join(outdir, 'Nightjar.template.json'), 'utf8');
    const { Resources } = JSON.parse(text) as { Resources: Record<string, TemplateResource> };
    return {
      text,
      resources: Resources,
      findings: findingsIn(outdir),
      ofType: (type) => Object.entries(Resources).filter(([, resource]) => resource.Type === type),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
};

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName?: string;
    readonly violations: readonly {
      readonly ruleName: string;
      readonly violatingConstructs?: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

const findingsIn = (outdir: string): string[] => {
  const report: Report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs = [] }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath ?? ''}`),
    ),
  );
};
