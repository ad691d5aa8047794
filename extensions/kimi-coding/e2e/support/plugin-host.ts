import { randomUUID } from "node:crypto";
import { createHome, type Home, type HomeOptions } from "../../host/home.ts";
import { extensionRoot } from "../../host/paths.ts";
import { installPlugin, onboard, pointAt } from "../../host/setup.ts";
import {
  defaultAccount,
  startSimulator,
  type RecordedRequest,
  type Simulator,
} from "../../simulator/simulator.ts";

/** A home with the built plugin installed and onboarded, pointed at a simulator of its own. */
export interface PluginHost extends AsyncDisposable {
  readonly home: Home;
  readonly simulator: Simulator;
  /** The inference requests that arrived since the last call of `takeRequests`. */
  takeRequests(): readonly RecordedRequest[];
}

export interface PluginHostOptions extends HomeOptions {
  /** The key to onboard with; by default the one that the simulator takes. */
  readonly key?: string;
}

/** A key in the form of a subscription's. Made anew each time: it must stand in no file, not even in a test's. */
export function makeKey(): string {
  return `sk-kimi-${randomUUID()}`;
}

/** Sets all of it up as a user does. The caller disposes of it. */
export async function setUpPluginHost(options: PluginHostOptions = {}): Promise<PluginHost> {
  const { key, ...homeOptions } = options;
  const simulator = await startSimulator({ accounts: [{ ...defaultAccount, key: makeKey() }] });
  const home = await createHome(homeOptions);
  const dispose = async () => {
    await simulator.stop();
    await home.remove();
  };
  try {
    await installPlugin(home, { path: extensionRoot });
    await onboard(home, { key: key ?? simulator.key });
    await pointAt(home, simulator.baseUrl);
  } catch (error) {
    await dispose();
    throw error;
  }
  let taken = 0;
  return {
    home,
    simulator,
    takeRequests() {
      const fresh = simulator.requests.slice(taken).filter(({ method }) => method === "POST");
      taken = simulator.requests.length;
      return fresh;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
