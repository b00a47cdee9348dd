/* SPDX-License-Identifier: BSD-3-Clause */
/* paths.c: what the cells of a pair hold. See pair_private.h and rxtx.h. Control thread only. */
#include <errno.h>
#include <rte_malloc.h>
#include <unistd.h>

#include "pair_private.h"

/* Cells are published together, so the new paths of all are made first. */
struct batch {
	unsigned int n;
	struct cell *cells[2 * PAIR_QUEUES_MAX];
	struct path *paths[2 * PAIR_QUEUES_MAX];
};

/* A path for a cell; NULL when there is no memory. */
static struct path *
batch_add(struct batch *batch, const struct pair *pair, struct cell *cell)
{
	struct path *path = rte_zmalloc("vferry_path", sizeof(*path), RTE_CACHE_LINE_SIZE);

	batch->cells[batch->n] = cell;
	batch->paths[batch->n++] = path;
	if (path) {
		path->port_id = pair->port_id;
		memcpy(path->mac, &pair->dev->data->mac_addrs[0], sizeof(path->mac));
		atomic_flag_clear(&path->busy);
	}
	return path;
}

static void
put(struct pair *pair, struct cell *cell, struct path *path)
{
	struct path *was = atomic_load_explicit(&cell->path, memory_order_relaxed);

	atomic_store_explicit(&cell->path, path, memory_order_release);
	if (was == &pair->none)
		return;
	was->next = pair->limbo;
	pair->limbo = was;
}

static int
batch_publish(struct batch *batch, struct pair *pair)
{
	bool all = true;

	for (unsigned int i = 0; i < batch->n; i++)
		all &= batch->paths[i] != NULL;
	for (unsigned int i = 0; i < batch->n; i++) {
		if (all)
			put(pair, batch->cells[i], batch->paths[i]);
		else
			rte_free(batch->paths[i]);
	}
	if (!all)
		return -ENOMEM;
	quiesce_begin(&pair->quiesce, pair->cells, RTE_DIM(pair->cells));
	return 0;
}

bool
paths_settled(struct pair *pair)
{
	if (!quiesce_over(&pair->quiesce)) {
		processes_bury();
		if (!quiesce_over(&pair->quiesce))
			return false;
	}
	while (pair->limbo) {
		struct path *path = pair->limbo;
		struct member *from = pair_member(pair, pair->path);

		pair->limbo = path->next;
		if (from) {
			from->tally.dropped += atomic_load(&path->dropped);
			from->tally.dropped_bytes += atomic_load(&path->dropped_bytes);
		}
		rte_free(path);
	}
	return true;
}

bool
paths_wait(struct pair *pair, unsigned int ms)
{
	uint64_t end = pair_now_ms() + ms;

	while (!paths_settled(pair)) {
		if (pair_now_ms() >= end)
			return false;
		usleep(20);
	}
	return true;
}

static void
rest_rx(struct path *path, const struct member *member, uint16_t queue)
{
	static const enum path_kind kinds[] = {
	        [STAMP_UNKNOWN] = PATH_PROBE, [STAMP_RIGHT] = PATH_REST, [STAMP_WRONG] = PATH_STAMP};

	path->hop = member_rx(member, queue);
	rxtx_aim(path, kinds[member->stamping[queue]]);
}

static void
set_tx(struct path *path, const struct member *member, uint16_t queue, enum path_kind kind)
{
	path->hop = member_tx(member, queue);
	path->prepare = member->dev->tx_pkt_prepare;
	rxtx_aim(path, kind);
}

static int
put_none(struct pair *pair)
{
	for (unsigned int i = 0; i < RTE_DIM(pair->cells); i++)
		put(pair, &pair->cells[i], &pair->none);
	quiesce_begin(&pair->quiesce, pair->cells, RTE_DIM(pair->cells));
	return 0;
}

int
paths_rest(struct pair *pair, enum wire_path on)
{
	const struct member *member;
	struct batch batch = {0};

	if (on == WIRE_PATH_NONE)
		return put_none(pair);
	member = pair_member(pair, on);
	for (uint16_t q = 0; q < pair->dev->data->nb_rx_queues; q++) {
		struct path *path = batch_add(&batch, pair, &pair->cells[q]);

		if (path)
			rest_rx(path, member, q);
	}
	for (uint16_t q = 0; q < pair->dev->data->nb_tx_queues; q++) {
		struct path *path = batch_add(&batch, pair, &pair->cells[PAIR_QUEUES_MAX + q]);

		if (path)
			set_tx(path, member, q, PATH_REST);
	}
	return batch_publish(&batch, pair);
}

static void
add_shared_tx(struct batch *batch, struct pair *pair, enum wire_path on)
{
	for (uint16_t q = 0; q < pair->dev->data->nb_tx_queues; q++) {
		struct path *path = batch_add(batch, pair, &pair->cells[PAIR_QUEUES_MAX + q]);

		if (!path)
			continue;
		path->learned = &pair->learned[q];
		set_tx(path, pair_member(pair, on), q, PATH_SHARED);
	}
}

int
paths_share_tx(struct pair *pair, enum wire_path on)
{
	struct batch batch = {0};

	add_shared_tx(&batch, pair, on);
	return batch_publish(&batch, pair);
}

int
paths_overlap(struct pair *pair, enum wire_path old, enum wire_path new_one)
{
	struct batch batch = {0};

	for (uint16_t q = 0; q < pair->dev->data->nb_rx_queues; q++) {
		struct path *path = batch_add(&batch, pair, &pair->cells[q]);

		if (!path)
			continue;
		path->hop = member_rx(pair_member(pair, old), q);
		path->new_hop = member_rx(pair_member(pair, new_one), q);
		path->fence_from = pair->tag + 1;
		rxtx_aim(path, PATH_OVERLAP);
	}
	add_shared_tx(&batch, pair, old);
	return batch_publish(&batch, pair);
}

bool
paths_polls_both(struct pair *pair)
{
	return pair->dev->data->nb_rx_queues && paths_rx(pair, 0)->kind == PATH_OVERLAP;
}

void
paths_learn_stamping(struct pair *pair)
{
	struct member *member = pair_member(pair, pair->path);
	struct batch batch = {0};

	for (uint16_t q = 0; member && q < pair->dev->data->nb_rx_queues; q++) {
		struct path *path = paths_rx(pair, q), *better;

		if (path->kind != PATH_PROBE)
			continue;
		if (atomic_load_explicit(&path->wrong, memory_order_relaxed))
			member->stamping[q] = STAMP_WRONG;
		else if (atomic_load_explicit(&path->right, memory_order_relaxed))
			member->stamping[q] = STAMP_RIGHT;
		else
			continue;
		better = batch_add(&batch, pair, &pair->cells[q]);
		if (better)
			rest_rx(better, member, q);
	}
	if (batch.n)
		batch_publish(&batch, pair);
}
