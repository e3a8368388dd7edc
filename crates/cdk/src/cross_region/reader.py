import time
import boto3
import cfnresponse
from botocore.exceptions import ClientError

def read(wanted):
    client = boto3.client('ssm', region_name=wanted['Region'])
    for pause in (1, 2, 4, 6, 7, None):
        try:
            return client.get_parameter(Name=wanted['Name'])['Parameter']['Value']
        except ClientError as error:
            if pause is None or not error.response['Error']['Code'].startswith('AccessDenied'):
                raise
            time.sleep(pause)

def handler(event, context):
    try:
        wanted = event['ResourceProperties']
        data = {}
        if event['RequestType'] != 'Delete':
            data['Value'] = read(wanted)
        cfnresponse.send(event, context, cfnresponse.SUCCESS, data, wanted['Region'] + ':' + wanted['Name'])
    except Exception as error:
        kind = type(error).__name__
        if isinstance(error, ClientError):
            kind += ' ' + error.response['Error']['Code']
        print(kind)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, reason='the parameter could not be read: ' + kind)
