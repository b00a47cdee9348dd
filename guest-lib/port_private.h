/* SPDX-License-Identifier: BSD-3-Clause */
/* port_private.h: what port.c (sequences) and port_wish.c (requests and their answers) share. */
#ifndef VFERRY_PORT_PRIVATE_H
#define VFERRY_PORT_PRIVATE_H

#include "port.h"

#define PORT_MOVE_AGAIN_MS 1000 /* before a move that nobody asked for is tried again after it failed */

/* A row of a sequence. */
struct port_step {
	enum port_action action;
	uint32_t patience_ms;
	bool of_old; /* about the old member's stream: left out when that one is gone or has no link */
	const char *doing;
};

/* The member is there; and it has a link. */
bool port_there(const struct port *port, enum wire_path path);
bool port_usable(const struct port *port, enum wire_path path);

/* A move is under way, not being undone; the VF is being released. */
bool port_moving(const struct port *port);
bool port_releasing(const struct port *port);

/* Leaves a move: back to the old member, or, when that is gone, just out of it. */
void port_undo(struct port *port);

/*
 * The wish is given up: it is answered, or reported if it was the pair's own, and traffic stays where it is.
 * An own wish that is tried again and again (a member without link) is reported once.
 */
void port_give_up(struct port *port, uint64_t now_ms, const char *what, const char *why);

/*
 * Looks at the request that is open, at rest: true when an answer is due, because it is fulfilled, can never
 * be, or its time is up.
 */
bool port_judge(struct port *port, uint64_t now_ms);

#endif
