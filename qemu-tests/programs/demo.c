/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * demo.c: a running DPDK guest crosses between two libvirt hosts and comes back, with traffic that counts
 * itself; then the report, also as BUILD/demo/report.json. Before it, in the same run, the floor: the same
 * trip of a guest with virtio alone. Runs inside in-lab.sh. Exit 0 only if demo_verdict() is content.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "cross.h"
#include "demo_measure.h"
#include "demo_report.h"
#include "demo_text.h"
#include "lab.h"
#include "lab_form.h"
#include "probe.h"
#include "vm.h"

#define GUEST      "vnf"
#define PAUSE_MS   1000 /* between crossings: the phases before and after */
#define ROUNDS_MAX 20
#define CHARTS     2 /* the first crossing there and the first one back are shown in full */

static struct lab lab;
static uint64_t began_us;

static void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	va_list args;

	printf("[%5.1f s] ", (double)(clock_us() - began_us) / 1e6);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

static int
start_guest(const struct vm_options *options, struct probe **probe, unsigned int rounds, struct err *err)
{
	const char *mac = vm_mac(0);
	struct host *host = &lab.hosts[HOST_A];
	int code = vm_boot(host, GUEST, options, err);

	if (code == 0)
		code = probe_start(
		        probe,
		        &(struct probe_traffic){&mac, 1, lab_form()->rate, rounds * lab_form()->round_s, 0},
		        err);
	return code;
}

/* What the lab and libvirt cost without any of vferry: the same number of crossings with virtio alone. */
static int
measure_floor(unsigned int rounds, struct count_sum *floor, struct err *err)
{
	const struct vm_options plain = {.mode = VM_PLAIN, .no_vf = true};
	struct probe *probe = NULL;
	int code;

	say("the floor: a guest with virtio alone boots on hosta");
	code = start_guest(&plain, &probe, rounds, err);
	for (unsigned int i = 0; i < 2 * rounds && code == 0; i++) {
		struct host *from = &lab.hosts[i % 2], *to = &lab.hosts[(i + 1) % 2];

		say("plain live migration from %s to %s", from->name, to->name);
		code = vm_migrate(from, to, GUEST, err);
		clock_sleep_ms(PAUSE_MS);
	}
	if (code == 0) {
		probe_stop(probe);
		*floor = probe_whole(probe);
		say("lost %" PRIu64 " of %" PRIu64 " packets, longest silence %.0f ms", floor->lost,
		    floor->sent, (double)floor->longest_silence_us / 1000);
	}
	probe_free(probe);
	vm_destroy(&lab.hosts[HOST_A], GUEST);
	vm_destroy(&lab.hosts[HOST_B], GUEST);
	return code;
}

/* One after the other until one does not end well; that one counts too. */
static int
make_crossings(unsigned int rounds, struct demo_result *result, struct err *err)
{
	int code = 0;

	for (unsigned int i = 0; i < 2 * rounds; i++) {
		struct host *from = &lab.hosts[i % 2], *to = &lab.hosts[(i + 1) % 2];
		struct trip *trip = &result->crossings[i].trip;

		say("crossing %u: vferry migrate --live " GUEST " %s", i + 1, to->name);
		code = cross_run(&lab, from, to, GUEST, i < CHARTS, trip, err);
		if (code < 0)
			break;
		result->n = i + 1;
		clock_sleep_ms(PAUSE_MS);
		if (trip->exit_code != OUTCOME_OK)
			break;
	}
	return code;
}

static unsigned int
columns(void)
{
	struct winsize size;

	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 100;
}

static void
print_all(const struct probe *probe, const struct demo_result *result)
{
	const struct probe_sample *samples;
	size_t n;

	samples = probe_samples(probe, &n);
	for (size_t i = 0; i < result->n && i < CHARTS; i++) {
		const struct trip *trip = &result->crossings[i].trip;

		printf("\nCrossing %zu, %s to %s: %s\n", i + 1, trip->source, trip->destination,
		       trip->result);
		demo_print_steps(stdout, trip);
		demo_print_vfs(stdout, trip);
		printf("\n  packets by path over time:\n");
		demo_print_chart(stdout, &result->crossings[i], samples, n, probe_flow(probe, 0),
		                 PAUSE_MS * 500ull, columns(), false);
	}
	printf("\nAll crossings:\n");
	for (size_t i = 0; i < result->n; i++)
		demo_print_line(stdout, i + 1, &result->crossings[i]);
	printf("\nPackets, %u a second, by the phase in which they were sent:\n", lab_form()->rate);
	demo_print_table(stdout, result);
	fputs(lab_form()->note, stdout);
}

static int
write_report(const struct demo_result *result, struct err *err)
{
	char folder[512], file[560];
	json_t *report = demo_report(result);
	int code = 0;

	snprintf(folder, sizeof(folder), "%s/demo", lab.build);
	snprintf(file, sizeof(file), "%s/report.json", folder);
	if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		code = err_set(err, -errno, "cannot make %s: %s", folder, strerror(errno));
	else if (report == NULL || json_dump_file(report, file, JSON_INDENT(2) | JSON_REAL_PRECISION(12)) < 0)
		code = err_set(err, -EIO, "cannot write %s", file);
	else
		printf("\nThe report is %s\n", file);
	json_decref(report);
	return code;
}

static int
run_demo(unsigned int rounds, struct demo_result *result, struct probe **probe, struct err *err)
{
	const struct vm_options usual = {.mode = VM_VFERRY};
	int code = measure_floor(rounds, &result->floor, err);

	if (code < 0)
		return code;
	say("the guest boots on hosta: dpdk-testpmd on net_vferry, %s, virtio as backup", lab_form()->vf);
	code = start_guest(&usual, probe, rounds, err);
	if (code == 0)
		code = cross_wait_vf(&lab, &lab.hosts[HOST_A], GUEST, lab_form()->vf_ms, err);
	if (code < 0)
		return code;
	say("%u packets a second go through it, by the VF", lab_form()->rate);
	clock_sleep_ms(PAUSE_MS);
	result->wanted = (size_t)rounds * 2;
	result->real_vfs = lab_form()->real_vfs;
	code = make_crossings(rounds, result, err);
	result->failure = code < 0 ? err->text : NULL;
	probe_stop(*probe);
	if (result->n > 0 && demo_measure(&lab, *probe, result) < 0)
		return err_set(err, -ENOMEM, "no memory for the report");
	return code;
}

/* The exit code. */
static int
conclude(const struct demo_result *result, const struct probe *probe, struct err *err)
{
	char message[sizeof(err->text)];
	enum outcome outcome;

	print_all(probe, result);
	outcome = demo_verdict(result, message, sizeof(message));
	if (write_report(result, err) < 0) {
		fprintf(stderr, "vferry: %s\n", err->text);
		return 1;
	}
	if (outcome != OUTCOME_OK)
		printf("FAILED: %s\n", message);
	else
		printf("ok: nothing lost or doubled outside the blackouts, every crossing ended on the VF; "
		       "%.0f s\n",
		       (double)(clock_us() - began_us) / 1e6);
	return outcome;
}

static unsigned int
read_rounds(int argc, char **argv)
{
	char *end = NULL;
	unsigned long rounds = 1;

	if (argc == 3 && strcmp(argv[1], "--rounds") == 0)
		rounds = strtoul(argv[2], &end, 10);
	else if (argc != 1)
		return 0;
	return end != NULL && (*end != '\0' || end == argv[2] || rounds > ROUNDS_MAX) ? 0
	                                                                              : (unsigned int)rounds;
}

int
main(int argc, char **argv)
{
	static struct demo_crossing crossings[2 * ROUNDS_MAX];
	struct demo_result result = {.crossings = crossings};
	unsigned int rounds = read_rounds(argc, argv);
	struct probe *probe = NULL;
	struct err err = {0};
	int code;

	if (rounds == 0) {
		fprintf(stderr, "usage: in-lab.sh BUILD demo [--rounds 1..%d]\n", ROUNDS_MAX);
		return 2;
	}
	began_us = clock_us();
	say("two %s are switched on: hosta and hostb", lab_form()->hosts);
	code = lab_up(&lab, &err);
	if (code == 0)
		code = run_demo(rounds, &result, &probe, &err);
	if (code < 0)
		fprintf(stderr, "vferry: %s\n", err.text);
	if (result.n > 0)
		code = conclude(&result, probe, &err);
	for (size_t i = 0; i < result.n; i++)
		trip_clear(&crossings[i].trip);
	probe_free(probe);
	lab_down(&lab);
	return code < 0 ? 1 : code;
}
