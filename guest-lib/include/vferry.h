/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * vferry.h: for applications that want to know about, or take part in, what net_vferry does with their port.
 * None of it is needed: an unmodified DPDK application with `--vdev net_vferry0,mac=...` is carried all the
 * same. Link with libvferry (pkg-config libvferry). All calls: any thread except lcores inside a burst,
 * primary process only. (Secondary processes poll the port like any other, and need none of this.)
 */
#ifndef VFERRY_H
#define VFERRY_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VFERRY_API __attribute__((visibility("default")))

enum vferry_path { VFERRY_PATH_NONE, VFERRY_PATH_VF, VFERRY_PATH_BACKUP };

/* One member of a pair. pci is "" when there is none. Strings end in NUL. */
struct vferry_member {
	char pci[13];
	char driver[64]; /* kernel driver it is bound to */
	char pmd[64];    /* DPDK driver */
	bool link_up;
	uint64_t rx_packets, tx_packets; /* through this member since the pair was created, over all devices
	                                    that took this role */
};

struct vferry_status {
	char mac[18]; /* lower case */
	enum vferry_path path;
	struct vferry_member vf, backup;
	uint64_t switches; /* how often traffic moved since the pair was created */
};

/*
 * Fills *status for the pair whose ethdev is port_id. 0; -ENODEV when port_id is no net_vferry port.
 * Takes as long as an action of the control thread that is under way (milliseconds); while a VF is just being
 * configured and started for this port, until that is done.
 */
VFERRY_API int vferry_status(uint16_t port_id, struct vferry_status *status);

/*
 * Moves the traffic of port_id to path without losing a packet, and waits at most timeout_ms (1 to 600000)
 * for it. The VF stays plugged and configured. 0; -ENODEV; -EINVAL for a path other than VF and BACKUP, or a
 * bad timeout; -ENOENT when that member is not there; -ENETDOWN when the port is stopped; -EBUSY when a
 * request of the host is under way or overtook this one; -EDEADLK in the event callback; -ETIMEDOUT when it
 * could not be done in time (traffic is then where it was).
 */
VFERRY_API int vferry_switch(uint16_t port_id, enum vferry_path path, uint32_t timeout_ms);

enum vferry_event {
	VFERRY_EVENT_PATH,     /* traffic moved; status tells where */
	VFERRY_EVENT_RELEASED, /* the VF was let go and may be unplugged */
	VFERRY_EVENT_ADOPTED,  /* a VF was found, configured and started */
	VFERRY_EVENT_REFUSED,  /* a request could not be fulfilled; reason tells why */
	VFERRY_EVENT_SURPRISE, /* the VF goes without the host's notice; reason is the sign: "notice" or
	                          "reset" (it works until it was let go), "hup", "uevent", "sigbus", "ones"
	                          (it is dead) */
};

/*
 * Called in the control thread after the fact. It must not block, cannot call vferry_switch(), and must not
 * close or remove a port of the library: the thread that would have to end is the one that calls. Have
 * another thread do that; the same holds for callbacks of rte_eth_dev_callback_register() on such a port.
 * reason is "" unless the event is REFUSED or SURPRISE; both pointers are valid during the call only.
 */
typedef void vferry_event_fn(void *arg, uint16_t port_id, enum vferry_event event,
                             const struct vferry_status *status, const char *reason);

/* Sets the one callback of the process (NULL: none). When it returns, the former one runs no more. 0. */
VFERRY_API int vferry_on_event(vferry_event_fn *fn, void *arg);

#ifdef __cplusplus
}
#endif
#endif
