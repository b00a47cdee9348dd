/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * port.h: what a pair does next. Pure: facts, wishes and `now` in; one wanted action out. No DPDK, no clock,
 * no log. Neighbours: port.c walks sequences, port_wish.c keeps requests; pair.h carries the actions out,
 * control.c runs the loop, link.c brings the host's
 * wishes.
 *
 * Theory of operation. A pair has a wish (carry traffic on the VF, or on the backup; hold the VF, or let it
 * go) and facts (started or not, which members are there, is their link up, where the traffic is).
 * port_next() compares the two and names one action; the caller carries it out in the control thread and
 * tells the result with port_result(). A move of traffic is a sequence of actions from a table; while one
 * runs, nothing else is begun.
 *
 *   OVERLAP  ANNOUNCE  MOVE_TX  DRAIN_TX  ANNOUNCE  WAIT_QUIET  FINISH
 *
 * either way; after the move to the backup, if wished, RELEASE; before the move to a VF that is not there,
 * FIND, then the wait for its link.
 *
 * Why this order loses nothing: both members are polled before the network may send to the new one;
 * transmission moves only then; the second announcement is made when the old member's transmit ring is empty,
 * so that no late frame turns the network back; and the old member is let go only when its stream has ended
 * (pair.h says how that is seen). When the old member is gone or has no link, there is nothing of it to save:
 * DRAIN_TX and WAIT_QUIET are left out.
 *
 * Traffic is drawn to the wanted member while that one has a link, else to the other one if that has: a VF
 * that loses its link leaves the traffic on the backup, and gets it back with the link. A wanted VF that is
 * not there is looked for: often while a request waits for it, now and then otherwise.
 *
 * A VF that dies unannounced (vf_gone) is an old member that is gone: the move begins with OVERLAP, which
 * puts both directions on the backup at once, and RELEASE follows without a request. One that the kernel asks
 * for (vf_asked: a removal under vfio-pci waits for us) still works, so it is left in good order, but only
 * for a backup that has a link: without one it stays, and with it the removal waits. In both cases the wish
 * stays the VF: the next one is looked for.
 *
 * An action that fails or misses its deadline undoes the sequence: ROLLBACK puts both directions on the old
 * member, and the wish that could not be had is reported once and given up until the next request: traffic
 * stays where it is. A ROLLBACK that fails is asked for again each second; nothing else is begun before it is
 * done. A port that the application stops in the middle of a move is out of it: pair.c forgets the move when
 * it stops, and no ROLLBACK is asked for.
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
	PORT_DRAIN_TX,   /* until the old member's tx rings are empty, as far as PMD or network can tell */
	PORT_WAIT_QUIET, /* until the old member's stream has ended */
	PORT_FINISH,     /* poll only the new member; returns when no lcore polls the old one */
	PORT_ROLLBACK,   /* transmit on the old member again, announce it, then poll it alone */
	PORT_RELEASE,    /* stop, close and remove the VF: no fd, no mapping of it is left */
	PORT_FIND,       /* look for a VF with the pair's MAC; bind, probe, configure and start it */
	PORT_REPLY,      /* a request has its answer, or a wish of the pair's own failed: port_answer() */
};

/* How an action went. AGAIN: not yet; ask me again in about a millisecond, until its deadline. */
enum port_result { PORT_DONE, PORT_AGAIN, PORT_FAILED };

/* What is so. The control thread keeps it up to date before each port_next(). */
struct port_facts {
	bool started;            /* the application started the port */
	bool has_vf, has_backup; /* configured like the pair, and started when the pair is */
	bool vf_held;            /* the VF is ours, whether it could be started or not: not yet released */
	bool vf_gone;  /* held, but its device is dead: has_vf is false then, and it is released without being
	                  asked  for */
	bool vf_asked; /* held and alive, but the kernel asked for it back: released when its traffic is off
	                  it */
	bool vf_link, backup_link;
	enum wire_path path; /* where traffic goes now; NONE while stopped, or when no member is left */
};

struct port_step; /* a row of a sequence's table, in port.c */

/* What is to be answered. For a wish of the pair's own, which only its failure makes one, name is
 * WIRE_STATUS. */
struct port_request {
	bool open;           /* waits for its answer */
	enum wire_name name; /* WIRE_PREPARE, WIRE_ABANDON, WIRE_ADOPT, or WIRE_PATH for a switch by hand */
	enum wire_path path; /* of WIRE_PATH */
	uint64_t end_ms;
	bool failed;
};

struct port {
	struct port_facts facts;
	enum wire_path want;            /* VF or BACKUP */
	bool let_go;                    /* the VF is to be released when traffic is off it */
	const struct port_step *step;   /* in a sequence: the row that is under way; NULL: at rest */
	enum wire_path from, to;        /* of the move that is under way */
	uint64_t step_end_ms;           /* when that row's patience ends; 0: it was not yet asked for */
	uint64_t find_at_ms;            /* not before this is FIND tried again */
	uint64_t move_at_ms;            /* not before this is a move tried again that nobody asked for */
	uint64_t release_at_ms;         /* not before this is a VF that leaves by itself released again */
	bool stuck;                     /* a ROLLBACK failed; it is tried again */
	uint64_t moves;                 /* finished since port_init() */
	bool complained;                /* the pair's own wish failed and that was reported */
	struct port_request request;    /* the one to be answered next */
	struct port_request overtaker;  /* takes its place when that is answered */
	char reason[WIRE_TEXT_MAX + 1]; /* why the request failed */
};

/* A pair at rest that wants its VF. */
void port_init(struct port *port);

/*
 * A wish arrives. name: WIRE_PREPARE (to the backup, let the VF go), WIRE_ABANDON (back to the VF, found
 * again if it was let go), WIRE_ADOPT (find a VF and move to it), WIRE_PATH (by hand: to path, keep the VF).
 * deadline_ms counts from now_ms. A request that is still open is overtaken: port_next() has it answered
 * first, as refused. 0, or -EBUSY when nothing can be taken now, and nothing changed: the VF is being
 * released and this is no WIRE_PREPARE, or the answer of an overtaken request was not yet fetched.
 */
int port_request(struct port *port, enum wire_name name, enum wire_path path, uint32_t deadline_ms,
                 uint64_t now_ms);

/* A device was plugged in or bound: one that is looked for now and then is looked for now. */
void port_look(struct port *port);

/* The next action. Facts must be fresh. Calling it again without port_result() gives the same action. */
enum port_action port_next(struct port *port, uint64_t now_ms);

/* What became of the action that port_next() named; reason (may be NULL) is for the user when it failed. */
void port_result(struct port *port, enum port_action action, enum port_result result, const char *reason,
                 uint64_t now_ms);

/* When port_next() should be asked again at the latest, in now_ms's clock; UINT64_MAX: only on events. */
uint64_t port_deadline(const struct port *port, uint64_t now_ms);

/*
 * After PORT_REPLY: true and *reason == NULL: the wish is fulfilled; false and *reason: refused. Closes the
 * request. *reason stays valid until the port is used again. Requests are answered in the order in which they
 * came; an answer beyond them is the pair's own failed wish.
 */
bool port_answer(struct port *port, const char **reason);

/* In a move: the member that traffic leaves and the one that it goes to. At rest both are facts.path. */
enum wire_path port_old(const struct port *port);
enum wire_path port_new(const struct port *port);

#endif
