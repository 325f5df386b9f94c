/** SQL for whoever may act in a workspace from now on (members `m`, users `u`): neither suspended nor on the way out. */
export const ACTIVE = "m.suspended_at is null and u.suspended_at is null and u.delete_at is null";

/** And for whoever may own it. */
export const ACTIVE_OWNER = `m.role = 'owner' and ${ACTIVE}`;
