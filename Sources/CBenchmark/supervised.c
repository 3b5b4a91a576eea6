#include "supervised.h"

#include "client.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

void run_supervised(char *const arguments[], bool is_real_time) {
    // The benchmark waits for these two signals, and its children inherit that they are blocked.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct sched_param parameters = {.sched_priority = 10};
    if (is_real_time && sched_setscheduler(0, SCHED_RR, &parameters) != 0) fail("SCHED_RR: %s", strerror(errno));
    execvp(arguments[0], arguments);
    fail("%s: %s", arguments[0], strerror(errno));
}
