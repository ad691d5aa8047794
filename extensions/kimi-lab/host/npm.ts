/** How to run npm here: the one that runs this script, else the one on the path. */
export function npmCommand(): { readonly command: string; readonly args: readonly string[] } {
  const cli = process.env["npm_execpath"];
  return cli === undefined || !/npm-cli\.[cm]?js$/u.test(cli)
    ? { command: "npm", args: [] }
    : { command: process.execPath, args: [cli] };
}
