import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';

const MOST = 10;

/**
 * The functions with most of one native metric, by a Metrics Insights query: it looks at every function of the Region,
 * where a `SEARCH` expression stops at 500 time series. It answers for the last two weeks.
 */
export const topFunctions = (
  statistic: 'SUM' | 'AVG',
  metricName: 'Errors' | 'Invocations' | 'Duration' | 'Throttles',
): MathExpression =>
  new MathExpression({
    expression: `SELECT ${statistic}(${metricName}) FROM SCHEMA("AWS/Lambda", FunctionName) GROUP BY FunctionName ORDER BY ${statistic}() DESC LIMIT ${MOST}`,
    usingMetrics: {},
    label: '',
  });
