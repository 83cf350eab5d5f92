import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage, type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type FunctionProps,
  type ILayerVersion,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ownLogGroup } from '../core/own-log-groups.ts';
import type { FunctionNetwork } from './function-network.ts';

/** The folders of `functions/` that are deployed. */
export type HandlerName = 'backfill' | 'evaluate' | 'ingest' | 'notify-slack' | 'subscribe' | 'unsubscribe' | 'widget';

/** What all functions of an installation have in common. */
export interface HandlerSettings {
  readonly installation: string;
  readonly logRetention: RetentionDays;
  /** Absent where they run outside any VPC of the account. */
  readonly network?: FunctionNetwork;
}

export interface HandlerFunctionProps extends HandlerSettings {
  readonly handler: HandlerName;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeout: Duration;
  readonly reservedConcurrency?: number;
  readonly layers?: readonly ILayerVersion[];
  /** Its code asks EC2 about network interfaces; the code of others is denied that. */
  readonly asksForInterfaces?: boolean;
}

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * One bundled handler with a log group and a role of its own. The role starts with the right to write that one log
 * group; whoever composes grants the rest.
 */
export class HandlerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly memoryMb: number;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    this.memoryMb = props.memoryMb;
    this.logGroup = new LogGroup(this, 'Logs', {
      logGroupName: ownLogGroup(props.installation, props.handler),
      retention: props.logRetention,
      // Holds counts and problem codes only, and its fixed name must be free when the stack is deployed again.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      description: `Nightjar ${props.handler}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'OwnLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.logGroup.logGroupArn],
      }),
    );
    const { network, asksForInterfaces: codeMayDescribe = false } = props;
    network?.grantInterfaces(this.role, { codeMayDescribe });
    this.function = deployed(this, props.handler, {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role: this.role,
      logGroup: this.logGroup,
      // Lambda's JSON format would wrap the lines in embedded metric format, and no metric would come of them.
      loggingFormat: LoggingFormat.TEXT,
      environment: { ...props.environment },
      ...(network !== undefined && { vpc: network.vpc, securityGroups: network.securityGroups }),
      ...(network?.vpcSubnets !== undefined && { vpcSubnets: network.vpcSubnets }),
      ...(props.layers === undefined ? {} : { layers: [...props.layers] }),
      ...(props.reservedConcurrency === undefined ? {} : { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
  }
}

/** The package brings its handlers bundled; in the source tree they are bundled at each synthesis. */
const deployed = (
  scope: Construct,
  name: HandlerName,
  props: Omit<FunctionProps, 'code' | 'handler'>,
): LambdaFunction => {
  const prebuilt = `${HERE}../handlers/${name}`;
  const code = existsSync(prebuilt) ? Code.fromAsset(prebuilt) : bundled(name);
  return new LambdaFunction(scope, 'Function', { ...props, code, handler: 'index.handler' });
};

const bundled = (name: HandlerName): Code =>
  Code.fromAsset(PROJECT_ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Neither is used: what cannot be bundled here fails. The command tells one handler's asset from another's.
      image: DockerImage.fromRegistry('none'),
      command: [name],
      local: {
        tryBundle: (folder) => {
          execFileSync(process.execPath, [`${PROJECT_ROOT}scripts/handler-bundle.mjs`, name, folder], {
            stdio: ['ignore', 'inherit', 'inherit'],
          });
          return true;
        },
      },
    },
  });
