/* SPDX-License-Identifier: BSD-3-Clause */
/* probe.c: sender, receiver and sampler of numbered packets; see probe.h. */
#include "probe.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "frame.h"
#include "uplinks.h"

#define PORT       "probe"
#define RATE_MAX   100000u
#define BATCH      64
#define WARM_UP_MS 10000
#define SETTLE_MS  300
#define DRAIN_MS   1000

struct probe {
	int socket;
	unsigned int nflows, rate, vlan;
	uint32_t run; /* tells this probe's echoes from those of the one before */
	struct frame frames[PROBE_FLOWS_MAX];
	struct count_flow flows[PROBE_FLOWS_MAX];
	pthread_t sender, receiver, sampler;
	atomic_bool sending, receiving;
	bool running;
	atomic_uint echoed; /* bit per flow that has had an echo */
	uint64_t started_us, stopped_us, overruns;
	struct probe_sample *samples;
	atomic_size_t nsamples;
	size_t samples_max;
};

static void
send_one(struct probe *probe, unsigned int i)
{
	struct frame *frame = &probe->frames[i];
	size_t number = count_sent(&probe->flows[i], clock_us());

	if (number == SIZE_MAX) {
		atomic_store(&probe->sending, false);
		return;
	}
	frame->number = number;
	frame_send(probe->socket, frame, probe->vlan);
}

static void *
sender(void *arg)
{
	struct probe *probe = arg;
	struct timespec next;
	long step_ns = 1000000000L / (long)probe->rate;

	clock_gettime(CLOCK_MONOTONIC, &next);
	while (atomic_load_explicit(&probe->sending, memory_order_relaxed)) {
		for (unsigned int i = 0; i < probe->nflows; i++)
			send_one(probe, i);
		next.tv_nsec += step_ns;
		if (next.tv_nsec >= 1000000000L) {
			next.tv_nsec -= 1000000000L;
			next.tv_sec++;
		}
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
	}
	return NULL;
}

static void
take(struct probe *probe, const struct frame *frame, struct msghdr *msg, size_t size)
{
	if (!frame_is_ours(frame, msg, size, probe->run, probe->vlan) || frame->flow >= probe->nflows)
		return;
	count_echo(&probe->flows[frame->flow], frame->number, frame_came(msg));
	atomic_fetch_or(&probe->echoed, 1u << frame->flow);
}

static void *
receiver(void *arg)
{
	struct probe *probe = arg;
	struct frame frames[BATCH];
	struct iovec iov[BATCH];
	struct mmsghdr msgs[BATCH];
	char control[BATCH][FRAME_CONTROL];
	int n;

	while (atomic_load_explicit(&probe->receiving, memory_order_relaxed)) {
		for (int i = 0; i < BATCH; i++) {
			iov[i] = (struct iovec){&frames[i], sizeof(frames[i])};
			msgs[i].msg_hdr = (struct msghdr){.msg_iov = &iov[i],
			                                  .msg_iovlen = 1,
			                                  .msg_control = control[i],
			                                  .msg_controllen = sizeof(control[i])};
		}
		n = recvmmsg(probe->socket, msgs, BATCH, MSG_DONTWAIT, NULL);
		for (int i = 0; i < n; i++)
			take(probe, &frames[i], &msgs[i].msg_hdr, msgs[i].msg_len);
		/* The kernel keeps the time of each: waking up rarely leaves the processors to the guests. */
		if (n < BATCH)
			clock_sleep_ms(5);
	}
	return NULL;
}

static void *
sampler(void *arg)
{
	struct probe *probe = arg;
	struct uplinks uplinks;
	struct probe_sample *s;
	size_t n;

	uplinks_init(&uplinks);
	while (atomic_load_explicit(&probe->receiving, memory_order_relaxed)) {
		n = atomic_load_explicit(&probe->nsamples, memory_order_relaxed);
		if (n < probe->samples_max) {
			s = &probe->samples[n];
			s->at_us = clock_us();
			uplinks_read(&uplinks, s->packets);
			atomic_store_explicit(&probe->nsamples, n + 1, memory_order_release);
		}
		clock_sleep_ms(PROBE_STEP_US / 1000);
	}
	uplinks_close(&uplinks);
	return NULL;
}

/* Real-time where the machine allows it, so that a busy emulator does not delay the sender; else as it is. */
static void
start_threads(struct probe *probe)
{
	struct sched_param priority = {.sched_priority = 10};

	atomic_store(&probe->sending, true);
	atomic_store(&probe->receiving, true);
	pthread_create(&probe->receiver, NULL, receiver, probe);
	pthread_create(&probe->sampler, NULL, sampler, probe);
	pthread_create(&probe->sender, NULL, sender, probe);
	pthread_setschedparam(probe->sender, SCHED_FIFO, &priority);
	priority.sched_priority = 9;
	pthread_setschedparam(probe->sampler, SCHED_FIFO, &priority);
	probe->running = true;
}

static int
warm_up(struct probe *probe, struct err *err)
{
	unsigned int all = (1u << probe->nflows) - 1;
	uint64_t deadline = clock_us() + WARM_UP_MS * 1000ull;

	while (atomic_load(&probe->echoed) != all) {
		if (clock_us() > deadline)
			return err_set(
			        err, -ETIMEDOUT,
			        "no echo from the guest within %d s; its log is testpmd.log in the guest",
			        WARM_UP_MS / 1000);
		clock_sleep_ms(10);
	}
	clock_sleep_ms(SETTLE_MS);
	probe->started_us = clock_us();
	return 0;
}

static int
prepare(struct probe *probe, const struct probe_traffic *traffic, struct err *err)
{
	size_t seconds = traffic->seconds + WARM_UP_MS / 1000;
	int code = 0;

	probe->nflows = traffic->flows;
	probe->rate = traffic->rate;
	probe->vlan = traffic->vlan;
	probe->run = (uint32_t)clock_us();
	probe->samples_max = seconds * 1000000 / PROBE_STEP_US;
	probe->samples = calloc(probe->samples_max, sizeof(*probe->samples));
	if (probe->samples == NULL)
		return err_set(err, -ENOMEM, "no memory for the probe");
	for (unsigned int i = 0; i < probe->nflows && code == 0; i++) {
		code = frame_make(&probe->frames[i], traffic->macs[i], i, probe->run, err);
		if (code == 0 && count_init(&probe->flows[i], probe->rate * seconds) < 0)
			code = err_set(err, -ENOMEM, "no memory for %u packets a second over %zu s",
			               probe->rate, seconds);
	}
	return code;
}

int
probe_start(struct probe **out, const struct probe_traffic *traffic, struct err *err)
{
	struct probe *probe = calloc(1, sizeof(*probe));
	int code;

	if (probe == NULL || traffic->flows == 0 || traffic->flows > PROBE_FLOWS_MAX || traffic->rate == 0 ||
	    traffic->rate > RATE_MAX) {
		free(probe);
		return err_set(err, -EINVAL, "a probe has 1 to %d flows of 1 to %u packets a second",
		               PROBE_FLOWS_MAX, RATE_MAX);
	}
	probe->socket = -1;
	code = prepare(probe, traffic, err);
	if (code == 0)
		code = probe->socket = frame_open(PORT, err);
	if (code >= 0) {
		start_threads(probe);
		code = warm_up(probe, err);
	}
	if (code < 0) {
		probe_free(probe);
		return code;
	}
	*out = probe;
	return 0;
}

void
probe_stop(struct probe *probe)
{
	struct tpacket_stats stats = {0};
	socklen_t size = sizeof(stats);

	if (!probe->running)
		return;
	probe->stopped_us = clock_us();
	atomic_store(&probe->sending, false);
	pthread_join(probe->sender, NULL);
	clock_sleep_ms(DRAIN_MS);
	atomic_store(&probe->receiving, false);
	pthread_join(probe->receiver, NULL);
	pthread_join(probe->sampler, NULL);
	if (getsockopt(probe->socket, SOL_PACKET, PACKET_STATISTICS, &stats, &size) == 0)
		probe->overruns = stats.tp_drops;
	probe->running = false;
}

void
probe_free(struct probe *probe)
{
	if (probe == NULL)
		return;
	probe_stop(probe);
	for (unsigned int i = 0; i < probe->nflows; i++)
		count_free(&probe->flows[i]);
	if (probe->socket >= 0)
		close(probe->socket);
	free(probe->samples);
	free(probe);
}

void
probe_phases(const struct probe *probe, struct count_phase *phases, size_t n)
{
	for (unsigned int i = 0; i < probe->nflows; i++)
		count_phases(&probe->flows[i], phases, n);
}

struct count_sum
probe_whole(const struct probe *probe)
{
	struct count_phase phase = {
	        .name = "whole", .from_us = probe->started_us, .until_us = probe->stopped_us};

	probe_phases(probe, &phase, 1);
	return phase.sum;
}

uint64_t
probe_started(const struct probe *probe)
{
	return probe->started_us;
}

uint64_t
probe_stopped(const struct probe *probe)
{
	return probe->stopped_us;
}

const struct count_flow *
probe_flow(const struct probe *probe, unsigned int i)
{
	return &probe->flows[i];
}

unsigned int
probe_nflows(const struct probe *probe)
{
	return probe->nflows;
}

const struct probe_sample *
probe_samples(const struct probe *probe, size_t *n)
{
	*n = atomic_load(&probe->nsamples);
	return probe->samples;
}

enum probe_path
probe_path_now(const struct probe *probe, unsigned int ms)
{
	size_t first = atomic_load(&probe->nsamples), last;
	enum probe_path most = PROBE_PATHS;
	uint64_t best = 0, all = 0;

	clock_sleep_ms(ms);
	last = atomic_load(&probe->nsamples);
	for (int i = 0; i < PROBE_PATHS && first > 0 && last > first; i++) {
		uint64_t n = probe->samples[last - 1].packets[i] - probe->samples[first - 1].packets[i];

		all += n;
		if (n > best) {
			best = n;
			most = (enum probe_path)i;
		}
	}
	return best * 10 >= all * 9 ? most : PROBE_PATHS;
}

uint64_t
probe_overruns(const struct probe *probe)
{
	return probe->overruns;
}
