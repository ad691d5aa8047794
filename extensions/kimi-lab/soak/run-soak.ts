import { findSecrets } from "../e2e/support/find-secrets.ts";
import { armFaults } from "./armed-faults.ts";
import { endSession } from "./end-session.ts";
import { startFaultProxy } from "./fault-proxy.ts";
import { addedLeftovers, listLeftovers } from "./leftovers.ts";
import { startLives, type Lives } from "./lives.ts";
import { measure, type Sample } from "./measure.ts";
import type { SoakOptions } from "./options.ts";
import { describePhase } from "./phase-line.ts";
import { watchProcesses } from "./process-secrets.ts";
import { processesOf } from "./processes.ts";
import { runPhase } from "./run-phase.ts";
import type { RunRecord, SessionEnd, TurnRecord } from "./run-record.ts";
import { makeSchedule, type Trouble } from "./schedule.ts";
import { collectFrom } from "./service-facts.ts";
import { prepareHome, startService } from "./soak-home.ts";

/** A rest of a credential, by the clock of the gateway. */
const REST_SECONDS = 660;
/** After so many turns, the command lines and environments of all processes are searched again. */
const LOOK_AT_PROCESSES_EVERY = 5;

export interface FinishedRun {
  readonly record: RunRecord;
  /** Trouble that this machine does not allow, with the reason. */
  readonly untroubled: ReadonlyMap<Trouble, string>;
}

/** Plays a whole run. `say` gets a line for each phase. */
export async function runSoak(options: SoakOptions, say: (line: string) => void): Promise<FinishedRun> {
  const phases = makeSchedule(options);
  // Counted from the first turn: on a busy machine, the start of a host takes a minute.
  let startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const isOver = () => seconds() >= options.minutes * 60;

  const service = await startService();
  const { simulator } = service;
  const proxy = await startFaultProxy({ targetUrl: simulator.url, faultFor: armFaults(phases) });
  const soakHome = await prepareHome(service, proxy);
  const { home } = soakHome;
  const secrets = () => [...soakHome.keys, ...simulator.oauth.secrets];
  const processes = watchProcesses(home.directory, secrets);
  const facts = collectFrom(simulator);
  const before = await listLeftovers(soakHome);
  const turns: TurnRecord[] = [];
  const samples: Sample[] = [];
  const untroubled = new Map<Trouble, string>();
  let begun = 0;
  const onTurn = () => {
    begun += 1;
    if (begun % LOOK_AT_PROCESSES_EVERY === 0) processes.look();
  };

  let lives: Lives | undefined;
  let sessions: readonly SessionEnd[] = [];
  try {
    lives = await startLives(soakHome);
    startedAt = performance.now();
    const stage = { simulator, lives, notes: soakHome.notes };
    for (const [index, phase] of phases.entries()) {
      if (isOver()) break;
      const { parallel } = options;
      const played = await runPhase(phase, { ...stage, proxy, soakHome, parallel, isOver, onTurn });
      turns.push(...played.turns);
      const { trouble } = phase;
      if (trouble !== null && played.untroubled !== null) untroubled.set(trouble, played.untroubled);
      await soakHome.moveClock(REST_SECONDS);
      facts.collect();
      const { pid } = await lives.current();
      const sample = await measure(pid, soakHome.probeFile, { life: lives.kills, turns: begun });
      if (sample !== null) samples.push(sample);
      say(
        `${seconds()} s, phase ${index + 1} of ${phases.length}, ${describePhase(phase, played.turns, sample)}`,
      );
    }
    // A number that the schedule does not have: it may have planned a fault for the next one.
    const last = Math.max(...phases.flatMap((phase) => phase.turns.map(({ number }) => number))) + 1;
    const played = [...new Set(turns.map(({ turn }) => turn.session))];
    sessions = await inParallel(played, options.parallel, (session) => endSession(session, last, stage));
    processes.look();
    facts.collect();
    await lives.stop();
    const shown = {
      "what the gateways printed": lives.output(),
      "what users read": JSON.stringify([turns, sessions]),
    };
    const places = await findSecrets(secrets(), { folder: home.directory, shown });
    return {
      untroubled,
      record: {
        turns,
        requests: facts.requests,
        sessions,
        samples,
        kills: lives.kills,
        refusedStarts: lives.refusedStarts,
        signIns: facts.signIns(),
        leftovers: addedLeftovers(before, await listLeftovers(soakHome)),
        secretPlaces: [...processes.places(), ...places],
        secretsSought: secrets().length,
      },
    };
  } finally {
    await lives?.stop();
    await proxy[Symbol.asyncDispose]();
    await simulator.stop();
    // Whatever a killed gateway has left running in this home.
    for (const { pid } of processesOf(home.directory)) killQuietly(pid);
    await home.remove();
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

async function inParallel<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
