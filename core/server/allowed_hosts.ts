/** The names under which the server answers, and no other. */

/** Host and port as a browser names them; any other name is a rebinding attempt. */
export function allowedHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}
