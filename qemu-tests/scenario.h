/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * scenario.h: what the files of scenarios/ are made of. Each promises one thing, on a lab whose hosts were
 * just switched on, and asserts end states on both hosts and packet counts, with CUnit. Neighbours:
 * programs/run-scenarios.c is the table and cleans up after each, also after a failed assertion.
 */
#ifndef LAB_SCENARIO_H
#define LAB_SCENARIO_H

#include <CUnit/CUnit.h>

#include "blackout.h"
#include "lab.h"
#include "outcome.h"
#include "probe.h"
#include "run.h"
#include "vferryd.h"
#include "vm.h"

#define GUEST "vnf"

struct stage {
	struct lab *lab;
	struct host *a, *b;
	struct probe *probe;               /* NULL: no traffic */
	struct run vferry;                 /* that runs; pid 0: none */
	struct vferryd daemons[LAB_HOSTS]; /* host NULL: never had one */
	unsigned int first;                /* number of the guest's first pair */
	struct err err;
	uint64_t vferry_us;      /* when the last vferry started */
	char output[RUN_OUTPUT]; /* of the last vferry */
};

/* Starts the guest on host a and waits for it; with traffic also the probe, one flow for each pair. */
void stage_guest(struct stage *stage, const struct vm_options *options);
void stage_traffic(struct stage *stage, unsigned int pairs);
/* Traffic with a VLAN tag. */
void stage_tagged_traffic(struct stage *stage, unsigned int pairs, unsigned int vlan);
/* The arguments of a program: ARGS("status", GUEST). */
#define ARGS(...) ((const char *const[]){__VA_ARGS__, NULL})
/* Runs vferry; its exit status. */
int stage_vferry(struct stage *stage, const char *const *args);
/* The same in two halves, for what is to happen meanwhile. */
void stage_vferry_start(struct stage *stage, const char *const *args);
int stage_vferry_wait(struct stage *stage);
/* Ends what a scenario has left running. */
void stage_end(struct stage *stage);
/* `vferry migrate --connect FROM GUEST TO` */
int stage_cross(struct stage *stage, struct host *from, struct host *to);

/* Starts vferryd on a host, also after it was killed: a vferry without --connect asks the one that was
 * started last, or is named by stage_ask(). */
void stage_daemon(struct stage *stage, struct host *host);
void stage_ask(struct stage *stage, const struct host *host);
/* Kills it, with the processes of its crossings or without; or only these. There must be one. */
void stage_daemon_kill(struct stage *stage, struct host *host, bool workers);
void stage_workers_kill(struct stage *stage, struct host *host);
/* Ends the vferryds and their crossings. stage_end() does it. */
void stage_end_daemons(struct stage *stage);
/* Waits until the guest of a crossing that hosta's vferryd carried is at rest (faults/rest.h), asserts that,
 * ends the traffic and asserts that none of it was doubled. */
void stage_assert_rest(struct stage *stage, unsigned int timeout_ms);

/* Runs a shell command on a host; its output comes into stage->output. It must succeed. */
void stage_run_on(struct stage *stage, struct host *host, const char *command);
/* A file of device XML for --dest-vf; the next one takes its place. */
const char *stage_dest_vf(const char *xml);
/* Runs vferry, which must refuse: with this exit code, and one line that names the thing. */
void stage_assert_refused(struct stage *stage, enum outcome wanted, const char *named,
                          const char *const *args);

/* Ends the traffic and asserts that none was lost or doubled but in the blackouts of n migrations, the first
 * from a to b, the next back, and so on. */
void stage_assert_traffic(struct stage *stage, unsigned int migrations);
/* Ends the traffic and asserts that no packets in a row were lost for longer than ms. */
void stage_assert_outage(struct stage *stage, unsigned int ms);
/* Asserts that the guest runs on `on` and not on the other, and whether its VFs are plugged. */
void stage_assert_place(struct stage *stage, struct host *on, bool vf);

/* Asserts by which path the echoes come now, nine of ten over 300 ms; looks again for up to 3 s where none
 * come, as an emulator may stand still. */
void stage_assert_path(struct stage *stage, enum probe_path path);
/* Waits until they come by this path, 45 s at most, and asserts it. */
void stage_wait_path(struct stage *stage, enum probe_path path);
/* Asserts that a command changed nothing: on host a, VF plugged and carrying the traffic, none of it lost,
 * ever. */
void stage_assert_untouched(struct stage *stage);

/* A failed call's sentence goes to the log before the assertion fails. */
#define STAGE_OK(stage, call)                                             \
	do {                                                              \
		int stage_code = (call);                                  \
		if (stage_code < 0)                                       \
			printf("    %s: %s\n", #call, (stage)->err.text); \
		CU_ASSERT_FATAL(stage_code >= 0);                         \
	} while (0)

#endif
