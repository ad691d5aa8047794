import { styleText } from "node:util";

/** Shows what goes on and for how long: live in a terminal, as plain lines elsewhere. */
export interface Progress {
  /** Shows a step while `work` runs; `work` may rename what it waits for. */
  step<T>(title: string, work: (rename: (title: string) => void) => Promise<T>): Promise<T>;
  line(text?: string): void;
  /** Writes a piece of text where the one before ended. */
  write(text: string): void;
  dim(text: string): string;
  bold(text: string): string;
}

export function createProgress(output: NodeJS.WriteStream): Progress {
  const style = (format: "bold" | "dim" | "green" | "red", text: string) =>
    styleText(format, text, { stream: output });
  const live = output.isTTY;

  return {
    async step(title, work) {
      const startedAt = performance.now();
      let doing = title;
      const draw = () => {
        const text = `  … ${doing}  ${elapsed(startedAt)}`;
        output.write(`\r\u001B[K${text.slice(0, output.columns - 1)}`);
      };
      if (live) draw();
      else output.write(`  ${title} …\n`);
      const timer = live ? setInterval(draw, 100) : undefined;
      const end = (mark: string) => {
        clearInterval(timer);
        output.write(`${live ? "\r\u001B[K" : ""}  ${mark} ${title}  ${style("dim", elapsed(startedAt))}\n`);
      };
      try {
        const result = await work((next) => {
          doing = next;
        });
        end(style("green", "✓"));
        return result;
      } catch (error) {
        end(style("red", "✗"));
        throw error;
      }
    },
    line: (text = "") => void output.write(`${text}\n`),
    write: (text) => void output.write(text),
    dim: (text) => style("dim", text),
    bold: (text) => style("bold", text),
  };
}

function elapsed(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
