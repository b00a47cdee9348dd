/* SPDX-License-Identifier: BSD-3-Clause */
/* count.c: the arithmetic of numbered packets; count.h says what each number means. */
#include "count.h"

#include <errno.h>
#include <stdlib.h>

/* Echoes may come twice: room for as many doubles as packets. */
#define ARRIVALS_PER_PACKET 2

int
count_init(struct count_flow *flow, size_t capacity)
{
	*flow = (struct count_flow){.capacity = capacity};
	flow->packets = calloc(capacity, sizeof(*flow->packets));
	flow->arrivals_us = calloc(capacity * ARRIVALS_PER_PACKET, sizeof(*flow->arrivals_us));
	if (flow->packets == NULL || flow->arrivals_us == NULL) {
		count_free(flow);
		return -ENOMEM;
	}
	return 0;
}

void
count_free(struct count_flow *flow)
{
	free(flow->packets);
	free(flow->arrivals_us);
	flow->packets = NULL;
	flow->arrivals_us = NULL;
}

size_t
count_sent(struct count_flow *flow, uint64_t now_us)
{
	size_t number = atomic_load_explicit(&flow->sent, memory_order_relaxed);

	if (number == flow->capacity)
		return SIZE_MAX;
	flow->packets[number].sent_us = now_us;
	atomic_store_explicit(&flow->sent, number + 1, memory_order_release);
	return number;
}

void
count_echo(struct count_flow *flow, size_t number, uint64_t now_us)
{
	size_t arrived = atomic_load_explicit(&flow->arrived, memory_order_relaxed);
	struct count_packet *packet;

	if (number >= atomic_load_explicit(&flow->sent, memory_order_acquire) ||
	    arrived == flow->capacity * ARRIVALS_PER_PACKET) {
		flow->strangers++;
		return;
	}
	flow->arrivals_us[arrived] = now_us;
	atomic_store_explicit(&flow->arrived, arrived + 1, memory_order_release);
	packet = &flow->packets[number];
	if (packet->echoes++ > 0)
		return;
	packet->echo_us = now_us;
	packet->late = number < flow->newest;
	if (number > flow->newest)
		flow->newest = number;
}

static bool
belongs(const struct count_packet *packet, const struct count_phase *phase)
{
	bool echoed_before = packet->echoes > 0 && packet->echo_us < phase->from_us;

	if (packet->sent_us >= phase->from_us)
		return packet->sent_us < phase->until_us;
	return packet->sent_us + phase->reach_us >= phase->from_us && !echoed_before;
}

/* The two clocks that stamp a packet may differ by a microsecond: no trip takes less than none. */
static uint64_t
trip_of(const struct count_packet *packet)
{
	return packet->echoes > 0 && packet->echo_us > packet->sent_us ? packet->echo_us - packet->sent_us
	                                                               : 0;
}

static void
add_packet(struct count_sum *sum, const struct count_packet *packet)
{
	uint64_t trip = trip_of(packet);

	sum->sent++;
	sum->lost += packet->echoes == 0;
	sum->doubled += packet->echoes > 1;
	sum->reordered += packet->late;
	if (trip > sum->worst_trip_us)
		sum->worst_trip_us = trip;
}

static void
add_silence(const struct count_flow *flow, struct count_phase *phase)
{
	uint64_t last = phase->from_us, gap;
	size_t n = atomic_load(&flow->arrived);

	for (size_t i = 0; i <= n; i++) {
		uint64_t at = i < n ? flow->arrivals_us[i] : phase->until_us;

		if (at < last)
			continue;
		if (at > phase->until_us)
			at = phase->until_us;
		gap = at - last;
		if (gap > phase->sum.longest_silence_us)
			phase->sum.longest_silence_us = gap;
		last = at;
		if (at == phase->until_us)
			return;
	}
}

void
count_phases(const struct count_flow *flow, struct count_phase *phases, size_t n)
{
	size_t sent = atomic_load(&flow->sent);

	for (size_t i = 0; i < sent; i++)
		/* From the last one back: a phase that reaches back takes from the one before it. */
		for (size_t p = n; p-- > 0;)
			if (belongs(&flow->packets[i], &phases[p])) {
				add_packet(&phases[p].sum, &flow->packets[i]);
				break;
			}
	for (size_t p = 0; p < n; p++)
		add_silence(flow, &phases[p]);
}

uint64_t
count_on_the_way(const struct count_flow *flow, uint64_t at_us)
{
	size_t sent = atomic_load(&flow->sent), oldest = 0;

	for (size_t i = 0; i < sent; i++)
		if (flow->packets[i].echoes > 0 && flow->packets[i].echo_us < at_us)
			oldest = i + 1;
	return oldest < sent && flow->packets[oldest].sent_us < at_us ? at_us - flow->packets[oldest].sent_us
	                                                              : 0;
}

uint64_t
count_longest_loss(const struct count_flow *flow, uint64_t from_us, uint64_t until_us)
{
	size_t sent = atomic_load(&flow->sent);
	uint64_t longest = 0, since = 0;

	for (size_t i = 0; i < sent && flow->packets[i].sent_us < until_us; i++) {
		const struct count_packet *packet = &flow->packets[i];

		if (packet->sent_us < from_us)
			continue;
		if (packet->echoes == 0 && since == 0)
			since = packet->sent_us;
		if (packet->echoes > 0 && since != 0) {
			longest = packet->sent_us - since > longest ? packet->sent_us - since : longest;
			since = 0;
		}
	}
	return since != 0 && until_us - since > longest ? until_us - since : longest;
}

uint64_t
count_first_echo(const struct count_flow *flow, uint64_t from_us)
{
	size_t n = atomic_load(&flow->arrived);

	for (size_t i = 0; i < n; i++)
		if (flow->arrivals_us[i] >= from_us)
			return flow->arrivals_us[i];
	return 0;
}

static struct count_slice *
slice_at(struct count_slice *slices, size_t n, uint64_t from_us, uint64_t step_us, uint64_t at)
{
	size_t i = at < from_us ? n : (at - from_us) / step_us;

	return i < n ? &slices[i] : NULL;
}

void
count_slices(const struct count_flow *flow, uint64_t from_us, uint64_t step_us, struct count_slice *slices,
             size_t n)
{
	size_t sent = atomic_load(&flow->sent), arrived = atomic_load(&flow->arrived);
	struct count_slice *slice;

	for (size_t i = 0; i < sent; i++) {
		slice = slice_at(slices, n, from_us, step_us, flow->packets[i].sent_us);
		if (slice == NULL)
			continue;
		slice->sent++;
		slice->lost += flow->packets[i].echoes == 0;
	}
	for (size_t i = 0; i < arrived; i++) {
		slice = slice_at(slices, n, from_us, step_us, flow->arrivals_us[i]);
		if (slice != NULL)
			slice->arrived++;
	}
}
