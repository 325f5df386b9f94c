import { authorize } from "#lib/application/authorize.ts";
import type { Handler } from "./doors.ts";
import { EVENT_STREAM_HEADERS, openEventStream } from "./event-stream.ts";
import type { UserChannels } from "./user-channel.ts";

/** `GET /api/events`: what a socket says of its person's sessions (`workspace` frames), as server-sent events. */
export const userEvents =
  (users: UserChannels): Handler =>
  ({ connections }, { response, ctx }) => {
    authorize(ctx, "sessions:read");
    let missed = false;
    const out = openEventStream({
      response,
      headers: EVENT_STREAM_HEADERS,
      connections,
      connection: { kind: "events", actor: ctx.actor, workspaceId: ctx.workspaceId, agents: () => [] },
      onDrain() {
        if (missed) say(JSON.stringify({ type: "workspace", fact: { kind: "sessions" } }));
        missed = false;
      },
      onClose: () => own.close(),
    });
    const say = (frame: Buffer | string): void => out.write(`event: workspace\ndata: ${frame}\n\n`);
    out.write("retry: 1000\n\n");
    const own = users.join({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId }, (frame) => {
      if (out.full()) missed = true;
      else say(frame);
    });
  };
