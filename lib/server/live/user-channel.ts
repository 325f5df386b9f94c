import { ACCESS_CHANGED } from "#lib/application/agents/access-changed.ts";
import type { Invalidations, Live, Subscription } from "#lib/application/ports/live.ts";
import type { SessionReads, Viewer } from "#lib/application/ports/reads.ts";
import { log } from "#lib/server/log.ts";
import type { ServerFrame, WorkspaceFact } from "./frames.ts";

const QUIET = 250;
const AT_ONCE = 8;

interface Channel {
  viewer: Viewer;
  listeners: Set<(frame: Buffer) => void>;
  changed: Set<string>;
  timer: NodeJS.Timeout | null;
  /** By the person whose sessions are followed: the viewer, and whoever shares agents with them. */
  followed: Map<string, Subscription>;
  watch: Subscription;
  /** Grows when the viewer may see more or less than before: what was read until then is read again. */
  access: number;
}

/** What a person's sidebar follows: sessions that they may see as they change, read once for all of their sockets. */
export interface UserChannels {
  join(viewer: Viewer, onFrame: (frame: Buffer) => void): Subscription;
}

export function createUserChannels(ports: {
  live: Pick<Live, "subscribeUser">;
  invalidations: Pick<Invalidations, "subscribe">;
  sessions: Pick<SessionReads, "summary" | "sharers">;
}): UserChannels {
  const channels = new Map<string, Channel>();

  function say(channel: Channel, fact: WorkspaceFact): void {
    const bytes = Buffer.from(JSON.stringify({ type: "workspace", fact } satisfies ServerFrame));
    for (const listener of channel.listeners) listener(bytes);
  }

  async function tell(channel: Channel): Promise<void> {
    const ids = [...channel.changed];
    channel.changed.clear();
    for (let from = 0; from < ids.length && channel.listeners.size > 0; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE);
      const { access } = channel;
      const sessions = await Promise.all(some.map((id) => ports.sessions.summary(channel.viewer, id)));
      if (access !== channel.access) for (const id of some) channel.changed.add(id);
      else for (const session of sessions) if (session) say(channel, { kind: "session", session });
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

  function followPerson(channel: Channel, userId: string): void {
    if (channel.followed.has(userId)) return;
    const subscription = ports.live.subscribeUser(userId, (sessionId) => note(channel, sessionId));
    channel.followed.set(userId, subscription);
  }

  /** Whoever shares no agent any more is followed no longer. */
  async function followSharers(channel: Channel): Promise<void> {
    const wanted = new Set([channel.viewer.userId, ...(await ports.sessions.sharers(channel.viewer))]);
    if (channel.listeners.size === 0) return;
    for (const userId of wanted) followPerson(channel, userId);
    for (const [userId, subscription] of channel.followed) {
      if (wanted.has(userId)) continue;
      subscription.close();
      channel.followed.delete(userId);
    }
  }

  async function accessChanged(channel: Channel): Promise<void> {
    channel.access += 1;
    await followSharers(channel);
    say(channel, { kind: "sessions" });
  }

  function open(key: string, viewer: Viewer): Channel {
    const failed = (error: unknown) => log.warn("Who shares sessions could not be read", { error });
    const again = () => void accessChanged(channel).catch(failed);
    const channel: Channel = {
      viewer,
      listeners: new Set(),
      changed: new Set(),
      timer: null,
      followed: new Map(),
      access: 0,
      watch: ports.invalidations.subscribe(ACCESS_CHANGED, (userId) => userId === viewer.userId && again(), again),
    };
    followPerson(channel, viewer.userId);
    setImmediate(() => void followSharers(channel).catch(failed));
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
          channel.watch.close();
          for (const subscription of channel.followed.values()) subscription.close();
          clearTimeout(channel.timer ?? undefined);
        },
      };
    },
  };
}
