import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, CfnGlobalTable, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { tableDefinition } from '../core/pipeline/table-definition.ts';

export interface StorageProps {
  readonly encryptionKey: IKey;
  readonly removalPolicy: RemovalPolicy;
}

const READERS_OF_KEY = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITERS_OF_KEY = [
  ...READERS_OF_KEY,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** The one table: partial summaries, checkpoints, history, incidents. */
export class Storage extends Construct {
  readonly table: TableV2;
  readonly #encryptionKey: IKey;

  constructor(scope: Construct, id: string, { encryptionKey, removalPolicy }: StorageProps) {
    super(scope, id);
    this.#encryptionKey = encryptionKey;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: tableDefinition.partitionKey, type: AttributeType.STRING },
      sortKey: { name: tableDefinition.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: tableDefinition.timeToLive,
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    // The construct's own way to set a key needs a stack that is bound to one Region.
    const resource = this.table.node.defaultChild;
    if (!(resource instanceof CfnGlobalTable)) throw new Error('the table has no CfnGlobalTable as default child');
    resource.addPropertyOverride('Replicas.0.SSESpecification.KMSMasterKeyId', encryptionKey.keyArn);
  }

  /** Exactly these DynamoDB actions on the table, and its key for them alone. */
  grant(grantee: IGrantable, ...actions: readonly `dynamodb:${string}`[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ sid: 'Table', actions: [...actions], resources: [this.table.tableArn] }),
    );
    this.#grantKey(grantee, WRITERS_OF_KEY);
  }

  /** Reading and writing rows of these partitions one by one, and nothing else. */
  grantRows(grantee: IGrantable, partitions: readonly string[]): void {
    this.#grantPartitions(grantee, 'Rows', ['dynamodb:GetItem', 'dynamodb:PutItem'], partitions);
    this.#grantKey(grantee, WRITERS_OF_KEY);
  }

  /** Reading partitions that match one of these patterns, and nothing else. */
  grantRead(grantee: IGrantable, partitions: readonly string[]): void {
    this.#grantPartitions(grantee, 'ReadTable', ['dynamodb:GetItem', 'dynamodb:Query'], partitions);
    this.#grantKey(grantee, READERS_OF_KEY);
  }

  #grantPartitions(grantee: IGrantable, sid: string, actions: string[], partitions: readonly string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid,
        actions,
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...partitions] } },
      }),
    );
  }

  #grantKey(grantee: IGrantable, actions: readonly string[]): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'TableKey',
        actions: [...actions],
        resources: [this.#encryptionKey.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
      }),
    );
  }
}
