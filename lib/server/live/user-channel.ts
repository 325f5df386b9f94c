import type { Live, Subscription } from "#lib/application/ports/live.ts";
import type { SessionReads, Viewer } from "#lib/application/ports/reads.ts";
import { log } from "#lib/server/log.ts";
import type { ServerFrame } from "./frames.ts";

const QUIET = 250;
const AT_ONCE = 8;

interface Channel {
  viewer: Viewer;
  listeners: Set<(frame: Buffer) => void>;
  changed: Set<string>;
  timer: NodeJS.Timeout | null;
  subscription: Subscription;
}

/** What a person's sidebar follows: their sessions as they change, read once for all of that person's sockets. */
export interface UserChannels {
  join(viewer: Viewer, onFrame: (frame: Buffer) => void): Subscription;
}

export function createUserChannels(ports: {
  live: Pick<Live, "subscribeUser">;
  sessions: Pick<SessionReads, "summary">;
}): UserChannels {
  const channels = new Map<string, Channel>();

  async function tell(channel: Channel): Promise<void> {
    const ids = [...channel.changed];
    channel.changed.clear();
    for (let from = 0; from < ids.length && channel.listeners.size > 0; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE).map((id) => ports.sessions.summary(channel.viewer, id));
      for (const session of await Promise.all(some)) {
        if (!session) continue;
        const frame = { type: "workspace", fact: { kind: "session", session } } satisfies ServerFrame;
        const bytes = Buffer.from(JSON.stringify(frame));
        for (const listener of channel.listeners) listener(bytes);
      }
    }
  }

  /** The first change of a quiet moment waits for those that follow it closely. */
  function note(channel: Channel, sessionId: string): void {
    channel.changed.add(sessionId);
    channel.timer ??= setTimeout(() => {
      tell(channel)
        .catch((error) => log.warn("Changed sessions could not be read", { error }))
        .finally(() => {
          channel.timer = null;
          const [next] = channel.changed;
          if (next !== undefined && channel.listeners.size > 0) note(channel, next);
        });
    }, QUIET);
  }

  function open(key: string, viewer: Viewer): Channel {
    const channel: Channel = {
      viewer,
      listeners: new Set(),
      changed: new Set(),
      timer: null,
      subscription: ports.live.subscribeUser(viewer.userId, (sessionId) => note(channel, sessionId)),
    };
    channels.set(key, channel);
    return channel;
  }

  return {
    join({ workspaceId, userId }, onFrame) {
      const key = `${workspaceId}:${userId}`;
      const channel = channels.get(key) ?? open(key, { workspaceId, userId });
      channel.listeners.add(onFrame);
      return {
        close() {
          channel.listeners.delete(onFrame);
          if (channel.listeners.size > 0 || channels.get(key) !== channel) return;
          channels.delete(key);
          channel.subscription.close();
          clearTimeout(channel.timer ?? undefined);
        },
      };
    },
  };
}
