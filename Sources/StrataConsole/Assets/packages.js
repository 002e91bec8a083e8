import { ask } from "./api.js";

/**
 * A module that a Debian package brings to the server's machine. It is asked for by itself before it is loaded: a module that does not come says
 * not why.
 */
export async function packaged(path, what, name) {
  try {
    await ask(`/console/${path}`, { method: "HEAD" });
  } catch (error) {
    if (error.status !== 404) throw error;
    throw new Error(`${what}, which is not installed on the server's machine. There, \`apt install ${name}\` brings it; nothing has to be started anew.`);
  }
  return import(`./${path}`);
}
