/** What one connection follows, each under a name. */
export interface Followed<Follower extends { close(): void }> {
  /** In place of what had this name; the oldest makes room. Nothing begins once the connection is over. */
  begin(name: string, start: () => Follower): void;
  end(name: string): void;
  get(name: string): Follower | undefined;
  size(): number;
  names(): string[];
  /** The connection is over: ends everything, for good. */
  close(): void;
}

export function createFollowed<Follower extends { close(): void }>(most: number): Followed<Follower> {
  const open = new Map<string, { follower?: Follower }>();
  let closed = false;

  const end = (name: string): void => {
    const place = open.get(name);
    open.delete(name);
    place?.follower?.close();
  };

  return {
    begin(name, start) {
      end(name);
      if (closed) return;
      const [oldest] = open.keys();
      if (oldest !== undefined && open.size >= most) end(oldest);
      const place: { follower?: Follower } = {};
      open.set(name, place);
      place.follower = start();
      // What it has given at once may have ended it.
      if (open.get(name) !== place) place.follower.close();
    },
    end,
    get: (name) => open.get(name)?.follower,
    size: () => open.size,
    names: () => [...open.keys()],
    close() {
      closed = true;
      for (const name of [...open.keys()]) end(name);
    },
  };
}
