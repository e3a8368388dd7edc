// The network of the clinic's layer 01 (`dev`), written with the AWS CDK's own constructs: subnets for three purposes in two zones, a NAT
// gateway in each zone, network ACLs, a gateway endpoint and ten interface endpoints. Prints how many resources that makes.
//
// Not of layer 01: the AWS CDK cuts subnets itself, and `restrictDefaultSecurityGroup` is off, since it takes a function.

const { App, Stack } = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');

const app = new App({ outdir: process.env.CDK_OUTDIR });
const stack = new Stack(app, 'Network', { env: { region: 'us-west-2' } });

const vpc = new ec2.Vpc(stack, 'Vpc', {
  ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
  availabilityZones: ['us-west-2a', 'us-west-2b'],
  natGateways: 2,
  restrictDefaultSecurityGroup: false,
  subnetConfiguration: [
    { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
    { name: 'App', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  ],
  gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
});

const { AclCidr, AclTraffic, TrafficDirection: { INGRESS, EGRESS } } = ec2;
const tcp = (from, to = from) => AclTraffic.tcpPortRange(from, to);
function acl(id, subnetGroupName, rules) {
  const made = new ec2.NetworkAcl(stack, id, { vpc, subnetSelection: { subnetGroupName } });
  rules.forEach(([direction, ruleNumber, cidr, traffic]) =>
    made.addEntry(`${direction}${ruleNumber}`, { direction, ruleNumber, cidr: AclCidr.ipv4(cidr), traffic }));
}
const anyone = '0.0.0.0/0';
const answers = tcp(1024, 65535);
acl('PublicAcl', 'Public', [
  [INGRESS, 100, anyone, tcp(80)],
  [INGRESS, 110, anyone, tcp(443)],
  [INGRESS, 120, anyone, answers],
  [EGRESS, 100, anyone, AclTraffic.allTraffic()],
]);
acl('AppAcl', 'App', [
  [INGRESS, 100, '10.0.0.0/16', AclTraffic.allTraffic()],
  [INGRESS, 110, anyone, answers],
  [EGRESS, 100, anyone, AclTraffic.allTraffic()],
]);
acl('DatabaseAcl', 'Database', vpc.selectSubnets({ subnetGroupName: 'App' }).subnets.flatMap((subnet, index) => [
  [INGRESS, 100 + 10 * index, subnet.ipv4CidrBlock, tcp(3306)],
  [EGRESS, 100 + 10 * index, subnet.ipv4CidrBlock, answers],
]));

const group = new ec2.SecurityGroup(stack, 'Endpoints', { vpc, allowAllOutbound: false });
group.addIngressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(443));
const services = ['bedrock-runtime', 'data-servicediscovery', 'ecr.api', 'ecr.dkr', 'kms', 'logs', 'monitoring',
  'secretsmanager', 'ssm', 'xray'];
for (const name of services) {
  vpc.addInterfaceEndpoint(name, {
    service: new ec2.InterfaceVpcEndpointAwsService(name),
    subnets: { subnetGroupName: 'App' },
    securityGroups: [group],
    open: false,
  });
}

const { template } = app.synth().getStackByName('Network');
// The AWS CDK adds a note of its version to each stack.
const types = Object.values(template.Resources).map((it) => it.Type).filter((it) => it !== 'AWS::CDK::Metadata');
const counts = {};
types.forEach((it) => { counts[it] = (counts[it] ?? 0) + 1; });
console.log(JSON.stringify({ resources: types.length, counts }, null, 1));
