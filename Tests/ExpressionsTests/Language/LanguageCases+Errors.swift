/// Cases of the language definition of CEL, written from its text.
extension LanguageCases {
    /// Each line is an expression that has no value: it does not parse, fit or evaluate.
    static let mistakes = #"""
        '\400'
        '\08'
        '\x4'
        '\ud800'
        '\U00110000'
        '\q'
        'abc
        "abc
        '''abc''
        '\u12'
        b'\u00ff'
        b'\U0000ffff'
        '\8'
        '\38'
        '\xzz'
        rb'a'
        9223372036854775808
        -9223372036854775809
        0x8000000000000000
        18446744073709551616u
        1.
        1..2
        1e
        1e+
        0x
        1u2
        -1u
        1.5u
        1_000
        --
        1 2
        .
        1.e5
        0b1
        - -9223372036854775808
        -(-9223372036854775807-1)
        1/0
        1%0
        1u/0u
        1u%0u
        9223372036854775807+1
        -9223372036854775807-2
        9223372036854775807*2
        (-9223372036854775807-1)/-1
        0u-1u
        18446744073709551615u+1u
        18446744073709551615u*2u
        1.0%1.0
        1+1u
        1+1.0
        1u+1.0
        'a'-'b'
        'a'*2
        true+true
        null+null
        [1]-[1]
        -'a'
        -true
        !1
        !'a'
        -[1]
        1 && true
        'a' || false
        1 ? 2 : 3
        dyn(1) + dyn(1.0)
        dyn(1) + dyn(1u)
        dyn('a') && true
        dyn(1) ? 1 : 2
        !dyn(1)
        true ? false ? 1 : 2 : 3
        a = 1
        1 < 
        ? 1 : 2
        (1
        1)
        [1
        {1:2
        {1}
        [,]
        f(,)
        size([1],)
        [1,,2]
        {,}
        //
        1 /* x */
        1 == '1'
        1 < 'a'
        true < 1
        null < null
        [1] < [2]
        {} < {}
        1 == true
        timestamp(0) < duration('1s')
        int < uint
        null == 1
        [1] == ['a']
        {'a':1} == {'a':'b'}
        'a' == b'a'
        dyn(1) < 'a'
        dyn(null) < null
        [1] == [1.0]
        1u in {1:2}
        1 in 1
        'a' in 'abc'
        1 in dyn('a')
        [1][1]
        [1][-1]
        [1]['a']
        {'a':1}['b']
        {'a':1}.b
        [][0]
        [1][dyn(0.5)]
        1[0]
        'abc'[0]
        {1:2}[dyn('a')]
        {1.5:1}
        {[1]:1}
        {null:1}
        {'a':1,'a':2}
        {1:1,1:2}
        {1:1, 1u:2}
        {b'a':1}
        [1].a
        1.a
        'a'.b
        null.a
        [1,2][9223372036854775807]
        {true:1}['true']
        {1:2}[1.5]
        b'ab'[0]
        has({'a':1}.b.c)
        has(1)
        has({'a':1}['a'])
        has(1.a)
        has([1].a)
        has({}.a, {}.b)
        has()
        has('a'.b)
        has(dyn(1).a)
        size(1)
        size(null)
        size()
        size([],[])
        [1]+['a']
        [1].all(x, x)
        [1].all(x)
        [1].all(1, true)
        [1].all(a.b, true)
        [0].all(x, 1/x==1)
        [0,2].exists(x, 1/x==5)
        [0,1].exists_one(x, 1/x==1)
        [0].map(x, 1/x)
        [0].filter(x, 1/x==1)
        'a'.all(x, true)
        [1].filter(x, x)
        dyn(1).all(x, true)
        [1].map(x, y)
        [1].all(x, true) && x
        [1].map(x, 1, x)
        [1].exists('a', true)
        all([1], x, true)
        dyn('abc').map(x,x)
        [1].filter(x, dyn(1))
        1.all(x, true)
        [1,2].exists_one(x, dyn(x))
        true && 1/0==1
        1/0==1 && true
        false || 1/0==1
        1/0==1 ? 1 : 2
        true ? 1/0 : 2
        true ? 1 : 'a'
        1/0==1 && 2/0==1
        int('')
        int('a')
        int(' 1')
        int('1.5')
        int('9223372036854775808')
        int(9223372036854775808u)
        int(1e19)
        int(-1e19)
        int(0.0/0.0)
        int(1.0/0.0)
        int(true)
        int(null)
        int([1])
        uint(-1)
        uint('-1')
        uint(-1.0)
        uint(1e20)
        uint(0.0/0.0)
        double('')
        double('a')
        double(' 1')
        double(true)
        string(null)
        string([1])
        string(b'\xff')
        string({})
        bool(1)
        bool('yes')
        bool('tRuE')
        bool('')
        bytes(1)
        timestamp('')
        timestamp('a')
        timestamp('2009-02-13')
        timestamp('2009-02-13T23:31:30')
        timestamp('2009-13-01T00:00:00Z')
        timestamp('2009-02-30T00:00:00Z')
        timestamp('2009-02-13T24:00:00Z')
        timestamp('2009-02-13T23:60:00Z')
        timestamp('0000-01-01T00:00:00Z')
        timestamp('10000-01-01T00:00:00Z')
        timestamp(253402300800)
        timestamp(-62135596801)
        timestamp(1.5)
        timestamp('2009-02-13T23:31:30.Z')
        timestamp('2009-02-13 23:31:30Z')
        timestamp('9999-12-31T23:59:59-01:00')
        timestamp('0001-01-01T00:00:00+01:00')
        duration('')
        duration('1')
        duration('s')
        duration('1x')
        duration('1s1')
        duration('--1s')
        duration('1 s')
        duration(1)
        duration('1e3s')
        duration('300000000000s')
        duration('1h-1m')
        duration('.s')
        type()
        int()
        int(1,2)
        dyn()
        dyn(1,2)
        nosuch(1)
        string(type(1))
        uint('1.0')
        timestamp(0)+timestamp(0)
        duration('1s')-timestamp(0)
        duration('1s')*2
        -timestamp(0)
        timestamp('9999-12-31T23:59:59Z')+duration('1s')
        timestamp('0001-01-01T00:00:00Z')-duration('1ns')
        timestamp('9999-12-31T23:59:59Z')-timestamp('0001-01-01T00:00:00Z')
        duration('2500000h')+duration('2500000h')
        duration('1s')+1
        timestamp(0)-1
        timestamp(0) == 0
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('Nowhere/City')
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('+25:00')
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('5')
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('abc')
        timestamp('2009-02-13T23:31:30.123456789Z').getHours(1)
        timestamp('2009-02-13T23:31:30.123456789Z').getFoo()
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('UTC','UTC')
        timestamp('2009-02-13T23:31:30.123456789Z').getHours('+01:60')
        duration('3723.004005006s').getFullYear()
        duration('3723.004005006s').getHours('UTC')
        duration('3723.004005006s').getDate()
        'a'.matches('(')
        'a'.matches('[')
        'a'.matches('*')
        'a'.matches('a)')
        'a'.matches('(?<n')
        'a'.matches('\\')
        'a'.matches('(?=a)')
        'a'.matches('(a)\\1')
        'a'.matches('a**')
        'a'.matches('[z-a]')
        'a'.matches('a{1001}')
        'a'.matches('(?z)')
        'a'.matches('\\p{Nope}')
        'a'.matches('x{2,1}')
        'a'.matches(1)
        matches('a')
        1.matches('a')
        'a'.contains(1)
        contains('a','a')
        b'a'.contains(b'a')
        'a'.startsWith()
        b'a'+'b'
        nope
        for
        as
        let
        package
        a.in
        true.x
        var
        if(1)
        in
        null()
        true()
        @a
        é
        $a
        #
        a b
        `a`
        {'true':1}.true
        {'in':1}.in
        {'null':1}.null
        [1, 'a'].map(x, x + 1)
        {1:2, 'a':'b'}['a'] + 1
        """#
}
