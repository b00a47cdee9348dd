/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * port.h: what a pair does next. Pure: facts, wishes and `now` in; one wanted action out. No DPDK, no clock,
 * no log. Neighbours: pair.h carries the actions out, control.c runs the loop, link.c brings the host's
 * wishes.
 *
 * Theory of operation. A pair has a wish (carry traffic on the VF, or on the backup; hold the VF, or let it
 * go) and facts (started or not, which members are there, is their link up, where the traffic is).
 * port_next() compares the two and names one action; the caller carries it out in the control thread and
 * tells the result with port_result(). A move of traffic is a sequence of actions from a table; while one
 * runs, nothing else is begun.
 *
 *   VF -> backup   OVERLAP  ANNOUNCE  MOVE_TX  DRAIN_TX  ANNOUNCE  WAIT_QUIET  FINISH   then, if wished,
 * RELEASE backup -> VF   the same with the members exchanged; before it, when there is no VF: FIND, then the
 * wait for its link
 *
 * Why this order loses nothing: both members are polled before the network may send to the new one;
 * transmission moves only then; the second announcement is made when the old member's transmit ring is empty,
 * so that no late frame turns the network back; and the old member is let go only when its stream has ended
 * (pair.h says how that is seen).
 *
 * An action that fails or misses its deadline undoes the sequence: ROLLBACK puts both directions on the old
 * member, and the wish that could not be had is reported once and given up until the next request.
 *
 * Threads: a port belongs to the control thread. Nothing here locks.
 */
#ifndef VFERRY_PORT_H
#define VFERRY_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "wire.h"

enum port_action {
	PORT_NOTHING,    /* wait: for an event, or until port_deadline() */
	PORT_OVERLAP,    /* drop what is stale in the new member's rx rings, then poll both members */
	PORT_ANNOUNCE,   /* say on the new member that the pair's addresses live there */
	PORT_MOVE_TX,    /* transmit on the new member from now on; returns when no lcore transmits on the old
	                    one */
	PORT_DRAIN_TX,   /* until the old member's tx rings are empty */
	PORT_WAIT_QUIET, /* until the old member's stream has ended */
	PORT_FINISH,     /* poll only the new member; returns when no lcore polls the old one */
	PORT_ROLLBACK,   /* both directions on the old member again */
	PORT_RELEASE,    /* stop, close and remove the VF: no fd, no mapping of it is left */
	PORT_FIND,       /* look for a VF with the pair's MAC; bind, probe, configure and start it */
	PORT_REPLY,      /* the request under way has its answer: port_answer() */
};

/* How an action went. AGAIN: not yet; ask me again in about a millisecond, until its deadline. */
enum port_result { PORT_DONE, PORT_AGAIN, PORT_FAILED };

/* What is so. The control thread keeps it up to date before each port_next(). */
struct port_facts {
	bool started;            /* the application started the port */
	bool has_vf, has_backup; /* configured like the pair, and started when the pair is */
	bool vf_link, backup_link;
	enum wire_path path; /* where traffic goes now; NONE while stopped */
};

struct port_step; /* a row of a sequence's table, in port.c */

struct port {
	struct port_facts facts;
	enum wire_path want;          /* VF or BACKUP */
	bool let_go;                  /* the VF is to be released when traffic is off it */
	const struct port_step *step; /* in a sequence: the row that is under way; NULL: at rest */
	uint64_t step_end_ms;         /* when that row's patience ends */
	uint64_t find_at_ms;          /* not before this is FIND tried again */
	struct {
		bool open; /* a request waits for its answer */
		enum wire_name
		        name; /* WIRE_PREPARE, WIRE_ABANDON, WIRE_ADOPT, or WIRE_PATH for a switch by hand */
		uint64_t end_ms;
		bool failed;
		char reason[WIRE_TEXT_MAX + 1];
	} request;
};

/* A pair at rest that wants its VF. */
void port_init(struct port *port);

/*
 * A wish arrives. name: WIRE_PREPARE (to the backup, let the VF go), WIRE_ABANDON (back to the VF that is
 * there), WIRE_ADOPT (find a VF and move to it), WIRE_PATH (by hand: to path, keep the VF). It replaces a
 * request that is still open: that one is answered as refused first ("overtaken by ..."), by the return value
 * -EBUSY when the present sequence cannot be left, else 0. deadline_ms counts from now_ms.
 */
int port_request(struct port *port, enum wire_name name, enum wire_path path, uint32_t deadline_ms,
                 uint64_t now_ms);

/* The next action. Facts must be fresh. Calling it again without port_result() gives the same action. */
enum port_action port_next(struct port *port, uint64_t now_ms);

/* What became of the action that port_next() named; reason (may be NULL) is for the user when it failed. */
void port_result(struct port *port, enum port_action action, enum port_result result, const char *reason,
                 uint64_t now_ms);

/* When port_next() should be asked again at the latest, in now_ms's clock; UINT64_MAX: only on events. */
uint64_t port_deadline(const struct port *port, uint64_t now_ms);

/* After PORT_REPLY: true and *reason == NULL: the wish is fulfilled; false and *reason: refused. Closes the
 * request. */
bool port_answer(struct port *port, const char **reason);

/* In a move: the member that traffic leaves and the one that it goes to. At rest both are facts.path. */
enum wire_path port_old(const struct port *port);
enum wire_path port_new(const struct port *port);

#endif
