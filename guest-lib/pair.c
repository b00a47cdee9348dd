/* SPDX-License-Identifier: BSD-3-Clause */
/* pair.c: the actions of a pair; see pair.h. */
#include <errno.h>
#include <stdio.h>

#include "pair_private.h"

enum {
	/* A PMD that says done is believed after this: what it cannot see leaves meanwhile. */
	DRAIN_DONE_MS = 20,
	/* One that cannot tell: a ring of 1024 full frames leaves at 1 Gb/s in 13 ms. */
	DRAIN_MAX_MS = 100,
};

/* NULL when there is none, or nothing to save of it. */
static struct member *
old_member(struct pair *pair)
{
	enum wire_path old = port_old(&pair->port);

	return old == WIRE_PATH_VF && pair->vf_dead ? NULL : pair_member(pair, old);
}

static struct member *
new_member(struct pair *pair)
{
	return pair_member(pair, port_new(&pair->port));
}

static enum port_result
settled(struct pair *pair)
{
	return paths_settled(pair) ? PORT_DONE : PORT_AGAIN;
}

/* What publishing returned, and then the wait for the last lcore that follows an old path. */
static enum port_result
published(struct pair *pair, int rc, struct err *err)
{
	if (rc) {
		err_set(err, rc, "no memory for the paths of its queues");
		return PORT_FAILED;
	}
	return settled(pair);
}

static enum port_result
do_overlap(struct pair *pair, bool first, struct err *err)
{
	enum wire_path old = port_old(&pair->port), new_one = port_new(&pair->port);

	if (!first)
		return settled(pair);
	member_flush(new_member(pair), &pair->dev->data->mac_addrs[0]);
	for (unsigned int q = 0; q < PAIR_QUEUES_MAX; q++)
		atomic_store_explicit(&pair->learned[q].count, 0, memory_order_relaxed);
	memset(&pair->quiet, 0, sizeof(pair->quiet));
	if (!old_member(pair))
		return published(pair, paths_rest(pair, new_one), err);
	return published(pair, paths_overlap(pair, old, new_one), err);
}

static enum port_result
do_announce(struct pair *pair, bool first, struct err *err)
{
	(void)first;
	return announcing_send(pair, port_new(&pair->port), err);
}

static enum port_result
do_move_tx(struct pair *pair, bool first, struct err *err)
{
	enum port_result result;

	if (first)
		result = published(pair, paths_share_tx(pair, port_new(&pair->port)), err);
	else
		result = settled(pair);
	if (result != PORT_DONE)
		return result;
	pair->tx_path = port_new(&pair->port);
	pair->tx_moved_ms = pair_now_ms();
	return PORT_DONE;
}

/* A fence on each tx queue of the old member that has none yet, as far as they take them. */
static enum port_result
send_fences(struct pair *pair)
{
	enum port_result result = PORT_DONE;

	while (result == PORT_DONE && pair->fences < pair->dev->data->nb_tx_queues) {
		result = announcing_fence(pair, port_old(&pair->port), pair->fences);
		pair->fences += result == PORT_DONE;
	}
	return result;
}

/*
 * Most PMDs cannot tell when a ring is empty, virtio among them, and a frame that leaves late turns a
 * learning network back to the old member. So a last frame is sent behind everything, and its arrival at the
 * new member is waited for. Where neither PMD nor network tells, time must do; but a ring that has no room
 * for the last frame is not empty.
 */
static enum port_result
do_drain_tx(struct pair *pair, bool first, struct err *err)
{
	struct member *old = old_member(pair);
	uint64_t since = pair_now_ms() - pair->tx_moved_ms;
	enum port_result fenced;
	enum member_tx state;
	uint32_t back = 0;

	(void)err;
	if (!old || !old->link)
		return PORT_DONE;
	if (first)
		pair->fences = 0;
	fenced = send_fences(pair);
	for (uint16_t q = 0; q < pair->dev->data->nb_rx_queues; q++)
		back += atomic_load_explicit(&paths_rx(pair, q)->fences, memory_order_acquire);
	if (fenced == PORT_DONE && back >= pair->fences)
		return PORT_DONE;
	state = member_tx_state(old);
	if (fenced == PORT_AGAIN || state == MEMBER_TX_BUSY)
		return PORT_AGAIN;
	return since >= (state == MEMBER_TX_DONE ? DRAIN_DONE_MS : DRAIN_MAX_MS) ? PORT_DONE : PORT_AGAIN;
}

/* Whether each old rx queue was seen empty after note_empty(). Two: a poll may have been under way. */
static bool
emptied(struct pair *pair)
{
	for (uint16_t q = 0; q < pair->dev->data->nb_rx_queues; q++)
		if (atomic_load_explicit(&paths_rx(pair, q)->empty, memory_order_acquire) -
		            pair->quiet.empty[q] <
		    2)
			return false;
	return true;
}

static void
note_empty(struct pair *pair)
{
	for (uint16_t q = 0; q < pair->dev->data->nb_rx_queues; q++)
		pair->quiet.empty[q] = atomic_load_explicit(&paths_rx(pair, q)->empty, memory_order_acquire);
}

/*
 * Nothing comes out of a queue while its lcore does something else, so time alone proves nothing, unless it
 * is so long that the application does not poll that queue at all.
 */
static enum port_result
do_wait_quiet(struct pair *pair, bool first, struct err *err)
{
	uint32_t unicast = 0;
	enum quiet_end end;
	uint64_t quiet_ms;
	bool heard = false;

	(void)err;
	for (uint16_t q = 0; q < pair->dev->data->nb_rx_queues; q++) {
		struct path *path = paths_rx(pair, q);

		unicast += atomic_load_explicit(&path->unicast, memory_order_relaxed);
		heard |= atomic_load_explicit(&path->echo, memory_order_acquire) == pair->tag;
	}
	if (first || unicast != pair->quiet.unicast) {
		pair->quiet.since_ms = pair_now_ms();
		if (pair->quiet.end == QUIET_SILENT)
			pair->quiet.end = QUIET_NOT_YET;
	}
	pair->quiet.unicast = unicast;
	quiet_ms = pair_now_ms() - pair->quiet.since_ms;
	end = heard ? QUIET_HEARD : quiet_ms >= PAIR_QUIET_MS ? QUIET_SILENT : QUIET_NOT_YET;
	if (end > pair->quiet.end) {
		pair->quiet.end = end;
		note_empty(pair);
	}
	if (pair->quiet.end != QUIET_NOT_YET && emptied(pair))
		return PORT_DONE;
	return quiet_ms >= PAIR_UNPOLLED_MS ? PORT_DONE : PORT_AGAIN;
}

/* Both directions on one member: the end of a move, or of one that is undone. */
static enum port_result
settle_on(struct pair *pair, bool first, enum wire_path on, struct err *err)
{
	enum port_result result;

	result = first ? published(pair, paths_rest(pair, on), err) : settled(pair);
	if (result == PORT_DONE) {
		pair->path = pair->tx_path = on;
		pair_update_link(pair);
		PAIR_LOG(NOTICE, pair, "traffic is on the %s", on == WIRE_PATH_VF ? "VF" : "backup");
	}
	return result;
}

static enum port_result
do_finish(struct pair *pair, bool first, struct err *err)
{
	return settle_on(pair, first, port_new(&pair->port), err);
}

/*
 * A move that did not come off may have turned the network to the new member already: transmission goes back
 * first, the old member is announced, and both stay polled until what is on its way to the new one has come.
 */
static enum port_result
do_rollback(struct pair *pair, bool first, struct err *err)
{
	enum wire_path old = port_old(&pair->port);

	if (first)
		pair->back = paths_polls_both(pair) ? BACK_TX : BACK_FINISH;
	if (first && pair->back == BACK_TX && paths_share_tx(pair, old))
		pair->back = BACK_FINISH;
	if (pair->back == BACK_TX && paths_settled(pair)) {
		pair->tx_path = old;
		announcing_send(pair, old, err);
		pair->back = BACK_QUIET;
		pair->quiet.since_ms = pair_now_ms();
	}
	if (pair->back == BACK_QUIET && pair_now_ms() - pair->quiet.since_ms >= PAIR_QUIET_MS) {
		pair->back = BACK_FINISH;
		return settle_on(pair, true, old, err);
	}
	return pair->back == BACK_FINISH ? settle_on(pair, first, old, err) : PORT_AGAIN;
}

/* Lcores are off it already, unless a move to it was cut short. */
static enum port_result
do_release(struct pair *pair, bool first, struct err *err)
{
	enum port_result result;

	if (pair->vf.there && pair->path == WIRE_PATH_VF) {
		err_set(err, -EBUSY, "the VF still carries traffic");
		return PORT_FAILED;
	}
	result = first ? published(pair, paths_rest(pair, pair->path), err) : settled(pair);
	return result == PORT_DONE ? away_leave(pair, err) : result;
}

/* Nothing that could be the VF is no failure: it may still be plugged in. */
static enum port_result
do_find(struct pair *pair, bool first, struct err *err)
{
	(void)first;
	return away_find(pair, err);
}

enum port_result
pair_do(struct pair *pair, enum port_action action, struct err *err)
{
	static enum port_result (*const actions[])(struct pair *, bool, struct err *) = {
	        [PORT_OVERLAP] = do_overlap,   [PORT_ANNOUNCE] = do_announce,     [PORT_MOVE_TX] = do_move_tx,
	        [PORT_DRAIN_TX] = do_drain_tx, [PORT_WAIT_QUIET] = do_wait_quiet, [PORT_FINISH] = do_finish,
	        [PORT_ROLLBACK] = do_rollback, [PORT_RELEASE] = do_release,       [PORT_FIND] = do_find,
	};
	bool first = pair->doing != action || pair->doing_end_ms != pair->port.step_end_ms;
	enum port_result result;

	pair->doing = action;
	pair->doing_end_ms = pair->port.step_end_ms;
	result = actions[action](pair, first, err);
	/* Looking again is a new look. */
	if (result != PORT_AGAIN || action == PORT_FIND)
		pair->doing = PORT_NOTHING;
	return result;
}
