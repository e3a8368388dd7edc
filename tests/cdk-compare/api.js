// A function behind a REST API, with its logs, and alarms that a topic passes on.
const path = require('node:path');
const { App, CfnOutput, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const apigateway = require('aws-cdk-lib/aws-apigateway');
const cloudwatch = require('aws-cdk-lib/aws-cloudwatch');
const { SnsAction } = require('aws-cdk-lib/aws-cloudwatch-actions');
const lambda = require('aws-cdk-lib/aws-lambda');
const logs = require('aws-cdk-lib/aws-logs');
const sns = require('aws-cdk-lib/aws-sns');

const app = new App();
const stack = new Stack(app, 'Api', { description: 'A function behind a REST API' });

const logGroup = new logs.LogGroup(stack, 'Logs', {
  retention: logs.RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.DESTROY,
});
const fn = new lambda.Function(stack, 'Hello', {
  runtime: lambda.Runtime.PROVIDED_AL2023,
  architecture: lambda.Architecture.ARM_64,
  handler: 'bootstrap',
  code: lambda.Code.fromAsset(path.join(__dirname, 'function')),
  memorySize: 256,
  timeout: Duration.seconds(10),
  tracing: lambda.Tracing.ACTIVE,
  logGroup,
  environment: { RUST_LOG: 'info' },
});

const accessLogs = new logs.LogGroup(stack, 'AccessLogs', {
  retention: logs.RetentionDays.ONE_MONTH,
  removalPolicy: RemovalPolicy.DESTROY,
});
const api = new apigateway.RestApi(stack, 'Rest', {
  cloudWatchRole: true,
  deployOptions: {
    stageName: 'live',
    tracingEnabled: true,
    throttlingRateLimit: 100,
    throttlingBurstLimit: 200,
    accessLogDestination: new apigateway.LogGroupLogDestination(accessLogs),
    accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
  },
});
const integration = new apigateway.LambdaIntegration(fn);
const pets = api.root.addResource('pets');
pets.addMethod('GET', integration);
pets.addMethod('POST', integration);
pets.addResource('{id}').addMethod('GET', integration);

const topic = new sns.Topic(stack, 'Alarms', { enforceSSL: true });
const alarms = [
  fn.metricErrors({ period: Duration.minutes(1) })
    .createAlarm(stack, 'Errors', { threshold: 1, evaluationPeriods: 1 }),
  fn.metricThrottles({ period: Duration.minutes(1) })
    .createAlarm(stack, 'Throttles', { threshold: 1, evaluationPeriods: 3 }),
  fn.metricDuration({ period: Duration.minutes(1), statistic: 'p99' })
    .createAlarm(stack, 'Duration', { threshold: 5000, evaluationPeriods: 3 }),
  api.metricServerError({ period: Duration.minutes(1) })
    .createAlarm(stack, 'ServerErrors', { threshold: 5, evaluationPeriods: 2 }),
];
for (const alarm of alarms) {
  alarm.addAlarmAction(new SnsAction(topic));
}
new cloudwatch.Dashboard(stack, 'Dashboard', {
  widgets: [[
    new cloudwatch.GraphWidget({ title: 'Calls', left: [fn.metricInvocations()], right: [fn.metricErrors()] }),
    new cloudwatch.AlarmStatusWidget({ alarms }),
  ]],
});

new CfnOutput(stack, 'Url', { value: api.url });
