/* SPDX-License-Identifier: BSD-3-Clause */
/* room.c: see room.h. */
#include "matrix/room.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define TRAFFIC_S 420
#define WATCH_MS  200
#define ASK_AGAIN 1000
#define COMMAND   2048

static int
start_traffic(struct room *room, unsigned int rate, struct err *err)
{
	const char *macs[VM_PAIRS_MAX];

	for (unsigned int i = 0; i < room->pairs; i++)
		macs[i] = vm_mac(i);
	room->rate = rate;
	return probe_start(&room->probe, &(struct probe_traffic){macs, room->pairs, rate, TRAFFIC_S, 0}, err);
}

int
room_open(struct room *room, struct host *host, const struct vm_options *options, struct err *err)
{
	int code;

	*room = (struct room){.host = host, .options = *options, .link = -1};
	room->pairs = options->pairs == 0 ? 1 : options->pairs;
	room->nvfs = options->apart ? 1 : room->pairs;
	code = host_reset(host, err);
	if (code == 0)
		code = vm_boot(host, ROOM_GUEST, options, err);
	if (code == 0)
		code = room_run(room, err, "pidof dpdk-testpmd");
	if (code < 0)
		return code;
	snprintf(room->pid, sizeof(room->pid), "%.*s", (int)strcspn(room->output, " \n"), room->output);
	return start_traffic(room, ROOM_RATE, err);
}

void
room_close(struct room *room)
{
	if (room->host == NULL)
		return;
	probe_free(room->probe);
	if (room->link >= 0)
		close(room->link);
	vm_destroy(room->host, ROOM_GUEST);
	room->probe = NULL;
	room->host = NULL;
}

int
room_rate(struct room *room, unsigned int rate, struct err *err)
{
	if (room->rate == rate)
		return 0;
	probe_free(room->probe);
	room->probe = NULL;
	return start_traffic(room, rate, err);
}

int
room_run(struct room *room, struct err *err, const char *format, ...)
{
	char command[COMMAND];
	va_list args;
	int code;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	code = vm_run(room->host, ROOM_GUEST, command, room->output, sizeof(room->output), err);
	if (code > 0)
		return err_set(err, -EIO, "'%.80s' ended with %d in the guest: %.120s", command, code,
		               room->output);
	return code;
}

const char *
room_driver(const struct room *room)
{
	const char *driver = room->options.driver;

	return driver == NULL || strcmp(driver, "igb_uio-debian") == 0 ? "igb_uio" : driver;
}

int
room_find_vfs(struct room *room, struct err *err)
{
	unsigned int n = 0;
	char *save = NULL;
	int code = room_run(room, err,
	                    "for d in /sys/bus/pci/drivers/%s/0000:*; do read v < $d/vendor && "
	                    "[ $v = 0x8086 ] && echo ${d##*/}; done; true",
	                    room_driver(room));

	if (code < 0)
		return code;
	for (char *w = strtok_r(room->output, "\n", &save); w != NULL && n < room->nvfs;
	     w = strtok_r(NULL, "\n", &save))
		snprintf(room->vfs[n++], ROOM_BDF, "%.15s", w);
	if (n < room->nvfs)
		return err_set(err, -ENOENT, "%u of %u VFs are bound to %s", n, room->nvfs,
		               room_driver(room));
	return 0;
}

bool
room_on(const struct room *room, enum probe_path path)
{
	const struct probe_sample *samples, *a, *b;
	size_t first, last;
	uint64_t all = 0;

	probe_samples(room->probe, &first);
	clock_sleep_ms(WATCH_MS);
	samples = probe_samples(room->probe, &last);
	if (first == 0 || last <= first)
		return false;
	a = &samples[first - 1];
	b = &samples[last - 1];
	for (int i = 0; i < PROBE_PATHS; i++)
		all += b->packets[i] - a->packets[i];
	/* The guest says a word of its own now and then, on either path. */
	return (b->packets[path] - a->packets[path]) * 100 > all * 95 &&
	       all * 1000 > (uint64_t)room->pairs * room->rate * WATCH_MS / 2;
}

bool
room_wait_on(const struct room *room, enum probe_path path, unsigned int timeout_ms)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull;

	do {
		if (room_on(room, path))
			return true;
	} while (clock_us() < deadline);
	return false;
}

uint64_t
room_packets(const struct room *room, enum probe_path path, uint64_t since_us)
{
	size_t n, i = 0;
	const struct probe_sample *s = probe_samples(room->probe, &n);

	while (i < n && s[i].at_us < since_us)
		i++;
	return i < n ? s[n - 1].packets[path] - s[i].packets[path] : 0;
}

int
room_wait_unplugged(struct room *room, const char *alias, unsigned int timeout_ms, struct err *err)
{
	uint64_t deadline = clock_us() + timeout_ms * 1000ull, ask = clock_us() + ASK_AGAIN * 1000ull;

	while (vm_has(room->host, ROOM_GUEST, alias)) {
		uint64_t now = clock_us();

		if (now > deadline)
			return err_set(err, -ETIMEDOUT, "%s was not unplugged within %u ms", alias,
			               timeout_ms);
		if (now > ask) {
			/* Refused while the last request is still under way. */
			vm_unplug(room->host, ROOM_GUEST, alias, NULL);
			ask = now + ASK_AGAIN * 1000ull;
		}
		clock_sleep_ms(10);
	}
	return 0;
}
