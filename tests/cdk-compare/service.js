// A service on Fargate behind a load balancer, with an Aurora cluster, in a VPC of its own.
const { App, CfnOutput, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const ecs = require('aws-cdk-lib/aws-ecs');
const elbv2 = require('aws-cdk-lib/aws-elasticloadbalancingv2');
const logs = require('aws-cdk-lib/aws-logs');
const rds = require('aws-cdk-lib/aws-rds');
const cloudmap = require('aws-cdk-lib/aws-servicediscovery');

const app = new App();
const stack = new Stack(app, 'Service', { description: 'A service on Fargate with a database' });

const vpc = new ec2.Vpc(stack, 'Vpc', {
  ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
  maxAzs: 2,
  natGateways: 1,
  subnetConfiguration: [
    { name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 },
    { name: 'private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
    { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
  ],
});
vpc.addFlowLog('FlowLog');
vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });

const database = new rds.DatabaseCluster(stack, 'Database', {
  engine: rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_08_0 }),
  credentials: rds.Credentials.fromGeneratedSecret('pets'),
  defaultDatabaseName: 'pets',
  serverlessV2MinCapacity: 0.5,
  serverlessV2MaxCapacity: 4,
  writer: rds.ClusterInstance.serverlessV2('writer'),
  readers: [rds.ClusterInstance.serverlessV2('reader', { scaleWithWriter: true })],
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  storageEncrypted: true,
  backup: { retention: Duration.days(7) },
  deletionProtection: true,
  removalPolicy: RemovalPolicy.SNAPSHOT,
});

const cluster = new ecs.Cluster(stack, 'Cluster', {
  vpc,
  containerInsightsV2: ecs.ContainerInsights.ENABLED,
  defaultCloudMapNamespace: { name: 'pets.local', type: cloudmap.NamespaceType.DNS_PRIVATE, vpc },
});
const task = new ecs.FargateTaskDefinition(stack, 'Task', {
  cpu: 256,
  memoryLimitMiB: 512,
  runtimePlatform: {
    cpuArchitecture: ecs.CpuArchitecture.ARM64,
    operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
  },
});
task.addContainer('app', {
  image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/httpd:2.4'),
  portMappings: [{ containerPort: 80 }],
  logging: ecs.LogDrivers.awsLogs({
    streamPrefix: 'app',
    logGroup: new logs.LogGroup(stack, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    }),
  }),
  secrets: { DATABASE: ecs.Secret.fromSecretsManager(database.secret) },
});
const service = new ecs.FargateService(stack, 'Pets', {
  cluster,
  taskDefinition: task,
  desiredCount: 2,
  circuitBreaker: { rollback: true },
  minHealthyPercent: 100,
  maxHealthyPercent: 200,
  healthCheckGracePeriod: Duration.seconds(60),
  cloudMapOptions: { name: 'pets' },
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
});
database.connections.allowDefaultPortFrom(service);

const scaling = service.autoScaleTaskCount({ minCapacity: 2, maxCapacity: 8 });
scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 60 });

const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
balancer.addListener('Http', { port: 80, open: true }).addTargets('Pets', {
  port: 80,
  targets: [service],
  deregistrationDelay: Duration.seconds(10),
  healthCheck: { path: '/', interval: Duration.seconds(15) },
});

new CfnOutput(stack, 'Url', { value: `http://${balancer.loadBalancerDnsName}` });
