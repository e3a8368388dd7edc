// As much of AWS as a service asks for when it starts: Parameter Store without parameters, and the secrets of operators.

import { createServer } from "node:http";
import { json } from "node:stream/consumers";

/** The environment of a program that is to ask it; no key of anyone's. */
export const CREDENTIALS = {
  AWS_REGION: "us-west-2",
  AWS_ACCESS_KEY_ID: "none",
  AWS_SECRET_ACCESS_KEY: "none",
  AWS_EC2_METADATA_DISABLED: "true",
};

/**
 * Starts it on a free port.
 * @param {string} host
 * @param {string} token of operators
 * @returns {Promise<{ url: string, stop: () => void }>}
 */
export function startAws(host, token) {
  const secrets = {
    "operator-token": token,
    "admin-passwords": JSON.stringify({ viewer: token, operator: token }),
  };
  const answers = {
    "AmazonSSM.GetParametersByPath": () => ({ Parameters: [] }),
    "secretsmanager.GetSecretValue": ({ SecretId: name }) => {
      const secret = secrets[name.split("/").pop()];
      return secret && { ARN: `arn:aws:secretsmanager:us-west-2:111122223333:secret:${name}`, Name: name, SecretString: secret };
    },
  };
  const server = createServer(async (request, response) => {
    const answer = answers[String(request.headers["x-amz-target"])]?.(await json(request));
    response.writeHead(answer ? 200 : 400, { "Content-Type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(answer || { __type: "ResourceNotFoundException" }));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      resolve({ url: `http://${host}:${port}`, stop: () => server.close() });
    });
  });
}
