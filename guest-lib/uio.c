/* SPDX-License-Identifier: BSD-3-Clause */
/* uio.c: see uio.h. */
#include "uio.h"

#include <assert.h>

/* What an event makes of a state. Rows that are missing stay as they are: 0 is UIO_PROBED, which no event
 * leads to. */
static const enum uio_state next[UIO_STATE_MAX_][UIO_EVENT_MAX_] = {
        [UIO_PROBED] = {[UIO_OPEN] = UIO_OPENED},
        [UIO_OPENED] =
                {[UIO_REMOVE] = UIO_REMOVED, [UIO_UNPLUG] = UIO_UNPLUGGED, [UIO_RELEASE] = UIO_RELEASED},
        [UIO_REMOVED] = {[UIO_UNPLUG] = UIO_UNPLUGGED, [UIO_RELEASE] = UIO_RELEASED},
        [UIO_UNPLUGGED] = {[UIO_RELEASE] = UIO_RELEASED},
        [UIO_RELEASED] = {[UIO_OPEN] = UIO_OPENED},
};

/* What a process can still hold in a state. */
static const unsigned int holds[UIO_STATE_MAX_] = {
        [UIO_OPENED] = UIO_CONFIG | UIO_MAP,
        [UIO_REMOVED] = UIO_CONFIG | UIO_MAP,
        [UIO_UNPLUGGED] = UIO_CONFIG | UIO_MAP,
};

static const char *const names[] = {
        [UIO_PROBED] = "probed",       [UIO_OPENED] = "opened",     [UIO_REMOVED] = "removed",
        [UIO_UNPLUGGED] = "unplugged", [UIO_RELEASED] = "released",
};
static_assert(sizeof(names) / sizeof(names[0]) == UIO_STATE_MAX_, "each state has a name");

bool
uio_tell(struct uio *uio, enum uio_event event)
{
	enum uio_state to = next[uio->state][event];

	if (to == UIO_PROBED)
		return false;
	uio->held = event == UIO_OPEN ? holds[to] : uio->held & holds[to];
	uio->state = to;
	return true;
}

bool
uio_take(struct uio *uio, enum uio_hold what)
{
	bool mine = uio->held & what;

	uio->held &= ~(unsigned int)what;
	return mine;
}

const char *
uio_state_name(enum uio_state state)
{
	return names[state];
}
