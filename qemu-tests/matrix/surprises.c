/* SPDX-License-Identifier: BSD-3-Clause */
/* surprises.c: the table of surprise.h. The order within a stand is the order in which they are tried. */
#include "matrix/surprise.h"

#define HEAVY 10000u

/* The issue's own: traffic goes on within 50 ms, and the slot can be used again within a second. */
#define USUAL                                        \
	{                                            \
		.outage_ms = 50, .teardown_ms = 1000 \
	}
/* The device stays, so there may be nothing to let go of. */
#define STAYS                   \
	{                       \
		.outage_ms = 50 \
	}
/* The application itself has its port down, and under vfio-pci the device lives until its start is through.
 */
#define AT_START                    \
	{                           \
		.teardown_ms = 1500 \
	}
/* One after the other, as the guest's kernel takes them away. */
#define FOUR                                         \
	{                                            \
		.outage_ms = 50, .teardown_ms = 4000 \
	}
/* For the 5 s in which the control thread stands still, nobody can act. */
#define HELD                                           \
	{                                              \
		.outage_ms = 5050, .teardown_ms = 6000 \
	}

const struct surprise surprises[] = {
        {"device-del", STAND_PLAIN, NULL, 0, USUAL, pull_device_del, put_device_add},
        {"remove", STAND_PLAIN, NULL, 0, USUAL, pull_remove, put_rescan},
        {"unbind", STAND_PLAIN, NULL, 0, USUAL, pull_unbind, put_bind},
        {"decode-off", STAND_PLAIN, "vfio-pci", 0, STAYS, pull_decode, put_decode},
        {"decode-off-vfio", STAND_PLAIN, "vfio-pci", 0, STAYS, pull_decode_vfio, put_decode},
        {"heavy-tx", STAND_PLAIN, NULL, HEAVY, USUAL, pull_device_del, put_device_add},
        {"port-start", STAND_PLAIN, NULL, 0, AT_START, pull_at_port_start, put_device_add},
        {"switchover", STAND_PLAIN, NULL, 0, USUAL, pull_in_switchover, put_after_switchover},
        {"twice", STAND_PLAIN, NULL, 0, USUAL, pull_twice, put_device_add},
        {"control-held", STAND_PLAIN, NULL, 0, HELD, pull_control_held, put_device_add},
        {"numvfs-0", STAND_PF, NULL, 0, USUAL, pull_numvfs, put_numvfs},
        {"vf-unbind", STAND_PF, NULL, 0, USUAL, pull_unbind, put_bind},
        {"pf-reset", STAND_PF, NULL, 0, STAYS, pull_pf_reset, put_nothing},
        {"four-at-once", STAND_FOUR, NULL, 0, FOUR, pull_device_del, put_device_add},
        {"e1000e-del", STAND_E1000E, NULL, 0, USUAL, pull_device_del, put_device_add},
};
const unsigned int nsurprises = sizeof(surprises) / sizeof(surprises[0]);
