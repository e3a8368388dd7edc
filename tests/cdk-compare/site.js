// A private bucket with a static site, behind CloudFront with origin access control; the site's files are an asset.
const path = require('node:path');
const { App, CfnOutput, RemovalPolicy, Stack, Tags } = require('aws-cdk-lib');
const cloudfront = require('aws-cdk-lib/aws-cloudfront');
const { S3BucketOrigin } = require('aws-cdk-lib/aws-cloudfront-origins');
const s3 = require('aws-cdk-lib/aws-s3');
const { BucketDeployment, Source } = require('aws-cdk-lib/aws-s3-deployment');

const app = new App();
const stack = new Stack(app, 'Site', { description: 'A static site behind CloudFront' });
Tags.of(stack).add('project', 'site');

const bucket = new s3.Bucket(stack, 'Files', {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  encryption: s3.BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
});

const distribution = new cloudfront.Distribution(stack, 'Cdn', {
  defaultRootObject: 'index.html',
  defaultBehavior: {
    origin: S3BucketOrigin.withOriginAccessControl(bucket),
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
    compress: true,
  },
  errorResponses: [{ httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/404.html' }],
  httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
});

new BucketDeployment(stack, 'Deployment', {
  sources: [Source.asset(path.join(__dirname, 'site'))],
  destinationBucket: bucket,
  distribution,
});

new CfnOutput(stack, 'Url', { value: `https://${distribution.distributionDomainName}` });
