import boto3, cfnresponse, hashlib, mimetypes, re, signal, tempfile, time, zipfile

s3 = boto3.client("s3")
for ext, kind in {"avif": "image/avif", "js": "text/javascript", "mjs": "text/javascript", "map": "application/json",
                  "wasm": "application/wasm", "webmanifest": "application/manifest+json", "webp": "image/webp",
                  "woff2": "font/woff2"}.items():
    mimetypes.add_type(kind, "." + ext)


def handler(event, context):
    p = event["ResourceProperties"]
    id = "s3://%s/%s" % (p["Bucket"], p.get("Prefix", ""))
    # Answers while there is still time to.
    signal.signal(signal.SIGALRM, late)
    signal.alarm(max(1, context.get_remaining_time_in_millis() // 1000 - 15))
    try:
        if event["RequestType"] != "Delete":
            deploy(p, event.get("OldResourceProperties", p).get("Caches") != p["Caches"])
            if p.get("Distribution"):
                invalidate(p["Distribution"], p.get("Prefix", ""), event["RequestId"])
        signal.alarm(0)
        cfnresponse.send(event, context, cfnresponse.SUCCESS, {}, id)
    except Exception as error:
        signal.alarm(0)
        print("failed:", repr(error))
        id = event.get("PhysicalResourceId", id)
        cfnresponse.send(event, context, cfnresponse.FAILED, {}, id, reason=str(error)[:900])


def late(*_):
    raise Exception("no time left: the unpacker needs more memory, or fewer files")


def patient(call, **arguments):
    # A permission that was just given takes some seconds until it holds.
    for rest in range(11, -1, -1):
        try:
            return call(**arguments)
        except s3.exceptions.ClientError as error:
            if rest == 0 or error.response["Error"]["Code"] not in ("403", "AccessDenied"):
                raise
            time.sleep(5)


def deploy(p, again):
    bucket, prefix = p["Bucket"], p.get("Prefix", "")
    source, key = p["Archive"][5:].split("/", 1)
    stale, more = {}, {}
    while more is not None:
        page = patient(s3.list_objects_v2, Bucket=bucket, Prefix=prefix, **more)
        stale.update((o["Key"], o["ETag"].strip('"')) for o in page.get("Contents", []))
        token = page.get("NextContinuationToken")
        more = {"ContinuationToken": token} if token else None
    with tempfile.TemporaryFile() as file:
        for chunk in patient(s3.get_object, Bucket=source, Key=key)["Body"].iter_chunks(1 << 20):
            file.write(chunk)
        with zipfile.ZipFile(file) as archive:
            names = [n for n in archive.namelist() if not n.endswith("/")]
            for name in sorted(names, key=lambda n: (n.endswith(".html"), n)):
                with archive.open(name) as body:
                    if stale.pop(prefix + name, None) != hashlib.file_digest(body, "md5").hexdigest() or again:
                        cache = next(value for rule, value in p["Caches"] if re.search(rule, name))
                        patient(put, body=body, Bucket=bucket, Key=prefix + name, ContentType=kind(name), CacheControl=cache)
    if str(p.get("Keep")).lower() != "true":
        keys = [{"Key": key} for key in stale]
        for at in range(0, len(keys), 1000):
            failed = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys[at:at + 1000], "Quiet": True}).get("Errors")
            if failed:
                raise Exception("not deleted: %s" % failed[0])


def put(body, **rest):
    body.seek(0)
    s3.put_object(Body=body, **rest)


def kind(name):
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return kind + "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("json", "xml")) else kind


def invalidate(id, prefix, request):
    cloudfront = boto3.client("cloudfront")
    batch = {"Paths": {"Quantity": 1, "Items": ["/%s*" % prefix]}, "CallerReference": request}
    made = patient(cloudfront.create_invalidation, DistributionId=id, InvalidationBatch=batch)
    cloudfront.get_waiter("invalidation_completed").wait(DistributionId=id, Id=made["Invalidation"]["Id"])
