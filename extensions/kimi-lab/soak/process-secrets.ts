import { processesOf } from "./processes.ts";

/** Looks for secrets where other users of a machine see them. */
export interface ProcessSecrets {
  /** Looks through all processes of the home that run now. */
  look(): void;
  /** Where one stood, in words without the secret. */
  places(): readonly string[];
}

export function watchProcesses(home: string, secrets: () => readonly string[]): ProcessSecrets {
  const places = new Set<string>();
  return {
    look() {
      for (const { commandLine, environment } of processesOf(home)) {
        for (const secret of secrets()) {
          const name = commandLine.replaceAll(secret, "<secret>");
          if (name !== commandLine) places.add(`a command line: ${name}`);
          if (environment.includes(secret)) places.add(`the environment of: ${name}`);
        }
      }
    },
    places: () => [...places],
  };
}
