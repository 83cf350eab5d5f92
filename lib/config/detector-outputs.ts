/** Outputs of the stack that programs of this project look for. None is the end of another. The last is Kinesis' alone. */
export const DETECTOR_OUTPUTS = [
  'InstallationName',
  'InstalledVersion',
  'TableName',
  'AlertsTopicArn',
  'OperationsTopicArn',
  'DashboardName',
  'StreamName',
] as const;

export type DetectorOutput = (typeof DETECTOR_OUTPUTS)[number];
